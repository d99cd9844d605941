package io.quictransport.internal.messaging;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;

import io.netty.buffer.ByteBuf;
import io.quictransport.MessagePayload;
import io.quictransport.internal.wire.MessageFrames;
import io.quictransport.internal.text.Log;
import org.jspecify.annotations.Nullable;

/**
 * Shows a payload in the buffer that it was received in, until its life ends. Each read
 * checks that the life has not ended, and the buffer is released only when no read is
 * running: so nothing that came later is ever read, on whatever thread. A payload whose
 * buffer is not worth keeping is copied, and has the same life.
 */
final class PayloadView implements MessagePayload {

	private static final Log logger = Log.of(PayloadView.class);

	/** A shorter payload is copied: keeping track of its buffer would cost more. */
	private static final int SHORTEST = 4096;

	/** The part of a buffer that a payload must fill, for the rest is kept with it. */
	private static final int LEAST_PART = 2;

	/** Marks in {@link #reads} that the life has ended. */
	private static final int ENDED = Integer.MIN_VALUE;

	private static final VarHandle READS;

	static {
		try {
			READS = MethodHandles.lookup().findVarHandle(PayloadView.class, "reads", int.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final int length;

	/** Cleared with the end, so that nothing refers to the memory any more. */
	private volatile @Nullable ByteBuffer bytes;

	/** Releases the buffer; null if there is none. */
	private final Cleaner.@Nullable Cleanable kept;

	/** The reads that are running, and {@link #ENDED}. */
	@SuppressWarnings("unused") // by its handle
	private volatile int reads;

	private PayloadView(ByteBuffer bytes, @Nullable Kept kept) {
		this.length = bytes.remaining();
		this.bytes = bytes;
		this.kept = (kept != null) ? kept.cleaner.register(this, kept) : null;
	}

	/**
	 * Makes a view of the rest of a frame.
	 * @param body the frame
	 * @param quota bounds the memory that is kept; beyond it payloads are copied
	 */
	static PayloadView of(ByteBuf body, Quota quota) {
		int length = body.readableBytes();
		Cleaner cleaner = (length < SHORTEST || body.capacity() / LEAST_PART > length) ? null : Kept.sharedCleaner();
		Kept kept = (cleaner != null) ? new Kept(cleaner, body, quota, length) : null;
		if (kept == null || !quota.take(length)) {
			return ofArray(MessageFrames.toArray(body));
		}
		body.retain();
		try {
			return new PayloadView(body.nioBuffer(), kept);
		}
		catch (Throwable ex) {
			kept.run();
			throw ex;
		}
	}

	/** Makes a view of bytes that nothing else refers to. */
	static PayloadView ofArray(byte[] copy) {
		return new PayloadView(ByteBuffer.wrap(copy), null);
	}

	/** Ends the life of a payload, if it has one; on any thread, and more than once. */
	static void end(MessagePayload payload) {
		if (payload instanceof PayloadView view) {
			view.end();
		}
	}

	/** What remains of a payload when the life of a view ends: a copy of the view. */
	static MessagePayload outliving(MessagePayload payload) {
		return (payload instanceof PayloadView view) ? MessagePayload.of(view.array()) : payload;
	}

	/** The bytes of a payload in an array that nothing else refers to. */
	static byte[] copyOf(MessagePayload payload) {
		return payload.hasArray() ? payload.array().clone() : payload.array();
	}

	@Override
	public int length() {
		return this.length;
	}

	@Override
	public boolean hasArray() {
		return false;
	}

	@Override
	public byte[] array() {
		return read((from) -> {
			byte[] copy = new byte[this.length];
			from.get(copy);
			return copy;
		});
	}

	@Override
	public <T, X extends Exception> T read(Reader<T, X> reader) throws X {
		ByteBuffer shown = begin();
		try {
			return reader.read(shown.asReadOnlyBuffer());
		}
		finally {
			if ((int) READS.getAndAdd(this, -1) == ENDED + 1) {
				release();
			}
		}
	}

	private ByteBuffer begin() {
		int before = this.reads;
		while (before >= 0 && !READS.compareAndSet(this, before, before + 1)) {
			before = this.reads;
		}
		ByteBuffer shown = this.bytes;
		if (before < 0 || shown == null) {
			throw new IllegalStateException("the life of this payload's view has ended with its handler; "
					+ "to keep the bytes longer, copy them before, by array()");
		}
		return shown;
	}

	private void end() {
		if ((int) READS.getAndBitwiseOr(this, ENDED) == 0) {
			release();
		}
	}

	private void release() {
		this.bytes = null;
		if (this.kept != null) {
			this.kept.clean();
		}
	}

	@Override
	public String toString() {
		return "view of " + this.length + " bytes";
	}

	/**
	 * Releases the buffer, once: at the end of the view, or when the view is unreachable
	 * because its handler was dropped or will never complete. Knows nothing of the view.
	 *
	 * @param cleaner notices that the view is unreachable
	 * @param buffer the buffer, retained for the view
	 * @param quota bounds the memory that is kept
	 * @param length the bytes taken from it
	 */
	private record Kept(Cleaner cleaner, ByteBuf buffer, Quota quota, int length) implements Runnable {

		/** Made with the first view: its thread is not needed before. */
		private static volatile @Nullable Cleaner shared;

		/** Null while there is no memory for its thread: payloads are copied then. */
		static @Nullable Cleaner sharedCleaner() {
			Cleaner made = shared;
			return (made != null) ? made : makeCleaner();
		}

		private static synchronized @Nullable Cleaner makeCleaner() {
			if (shared == null) {
				try {
					shared = Cleaner.create();
				}
				catch (OutOfMemoryError ex) {
					logger.debug("event=views_copied reason=\"{}\"", ex);
				}
			}
			return shared;
		}

		@Override
		public void run() {
			this.quota.giveBack(this.length);
			this.buffer.release();
		}

	}

}
