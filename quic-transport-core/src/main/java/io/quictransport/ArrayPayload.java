package io.quictransport;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Holds the bytes of a payload in an array.
 */
final class ArrayPayload implements MessagePayload {

	private final byte[] bytes;

	ArrayPayload(byte[] bytes) {
		this.bytes = Objects.requireNonNull(bytes, "payload");
	}

	@Override
	public int length() {
		return this.bytes.length;
	}

	@Override
	public boolean hasArray() {
		return true;
	}

	@Override
	public byte[] array() {
		return this.bytes;
	}

	@Override
	public <T, X extends Exception> T read(Reader<T, X> reader) throws X {
		return reader.read(ByteBuffer.wrap(this.bytes).asReadOnlyBuffer());
	}

	@Override
	public String toString() {
		return this.bytes.length + " bytes";
	}

}
