package io.quictransport.benchmarks.grpc;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;

/**
 * Marshals messages that are plain bytes.
 */
enum BytesMarshaller implements MethodDescriptor.Marshaller<byte[]> {

	/** The only one. */
	INSTANCE;

	@Override
	public InputStream stream(byte[] value) {
		return new KnownBytes(value);
	}

	@Override
	public byte[] parse(InputStream stream) {
		try {
			return stream.readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Tells its length, which spares gRPC a copy.
	 */
	private static final class KnownBytes extends ByteArrayInputStream implements KnownLength {

		private KnownBytes(byte[] bytes) {
			super(bytes);
		}

	}

}
