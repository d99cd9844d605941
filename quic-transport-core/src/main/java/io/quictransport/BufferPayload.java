package io.quictransport;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Refers to the bytes of a payload in a buffer of the application.
 */
final class BufferPayload implements MessagePayload {

	/** A view of its own, whose position and limit never change. */
	private final ByteBuffer bytes;

	BufferPayload(ByteBuffer bytes) {
		this.bytes = Objects.requireNonNull(bytes, "payload").slice();
	}

	@Override
	public int length() {
		return this.bytes.limit();
	}

	@Override
	public boolean hasArray() {
		return false;
	}

	@Override
	public byte[] array() {
		byte[] copy = new byte[length()];
		this.bytes.get(0, copy);
		return copy;
	}

	@Override
	public <T, X extends Exception> T read(Reader<T, X> reader) throws X {
		return reader.read(this.bytes.asReadOnlyBuffer());
	}

	@Override
	public String toString() {
		return length() + " bytes in a buffer";
	}

}
