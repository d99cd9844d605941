package io.quictransport.testing.memory;

import io.quictransport.MessagePayload;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Shows a payload until its handler is complete. Afterwards its bytes are overwritten, so
 * that a test shows when an application has kept a buffer too long. Any thread may call
 * it.
 */
final class HeldPayload implements MessagePayload {

	/** What a buffer shows that was kept too long. */
	private static final byte GONE = (byte) 0xDD;

	private final byte[] bytes;

	private int reads;

	private boolean ended;

	HeldPayload(byte[] bytes) {
		this.bytes = bytes;
	}

	/** The payload of a message or item as its receiver wants it. */
	static MessagePayload of(byte[] copy, boolean view) {
		return view ? new HeldPayload(copy) : MessagePayload.of(copy);
	}

	/** Ends the life of a payload, if it has one. */
	static void end(MessagePayload payload) {
		if (payload instanceof HeldPayload held) {
			held.end();
		}
	}

	/** The bytes of a payload in an array that nothing else refers to. */
	static byte[] copyOf(MessagePayload payload) {
		return payload.hasArray() ? payload.array().clone() : payload.array();
	}

	@Override
	public int length() {
		return this.bytes.length;
	}

	@Override
	public boolean hasArray() {
		return false;
	}

	@Override
	public byte[] array() {
		return read((shown) -> this.bytes.clone());
	}

	@Override
	public <T, X extends Exception> T read(Reader<T, X> reader) throws X {
		begin();
		try {
			return reader.read(ByteBuffer.wrap(this.bytes).asReadOnlyBuffer());
		}
		finally {
			done();
		}
	}

	private synchronized void begin() {
		if (this.ended) {
			throw new IllegalStateException("the life of this payload's view has ended with its handler; "
					+ "to keep the bytes longer, copy them before, by array()");
		}
		this.reads++;
	}

	private synchronized void done() {
		this.reads--;
		overwrite();
	}

	private synchronized void end() {
		this.ended = true;
		overwrite();
	}

	private void overwrite() {
		if (this.ended && this.reads == 0) {
			Arrays.fill(this.bytes, GONE);
		}
	}

	@Override
	public String toString() {
		return "view of " + this.bytes.length + " bytes";
	}

}
