package io.quictransport.internal.messaging;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.quictransport.PeerId;
import io.quictransport.internal.text.Log;
import org.jspecify.annotations.Nullable;

/**
 * Reports messages that could not be written. Lack of memory is reported at most once a
 * minute: where one message finds none, many do. The JDK waits for half a second before
 * it says that there is no direct memory, and the event loop with it, so for a while
 * after that no message of such a size is worth another attempt. Confined to the event
 * loop.
 */
final class UnwrittenMessages {

	private static final Log logger = Log.of(UnwrittenMessages.class);

	private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

	/** Ten times what an attempt in vain costs. */
	static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);

	private final LongSupplier clock;

	/** When lack of memory was last reported, null if never. */
	private @Nullable Long reportedAt;

	/** The messages that found no memory since the last report. */
	private long unreported;

	/** Messages of so many bytes are not attempted until {@link #shortUntil}. */
	private int shortFrom = Integer.MAX_VALUE;

	private long shortUntil;

	UnwrittenMessages(LongSupplier clock) {
		this.clock = clock;
	}

	/**
	 * A message could not be written.
	 * @param peer the destination
	 * @param bytes the length of its payload
	 * @param cause the failure
	 */
	void add(PeerId peer, int bytes, Throwable cause) {
		if (!(cause instanceof OutOfMemoryError)) {
			logger.warn("event=message_not_written peer={} payload_bytes={} reason=\"{}\"", peer, bytes, cause, cause);
			return;
		}
		this.unreported++;
		long now = this.clock.getAsLong();
		if (hasWaited(cause)) {
			// What is a little smaller would most likely wait, too.
			int from = Integer.highestOneBit(bytes);
			if (from <= this.shortFrom || now - this.shortUntil >= 0) {
				this.shortFrom = from;
				this.shortUntil = now + PAUSE_NANOS;
			}
		}
		Long before = this.reportedAt;
		if (before == null || now - before >= INTERVAL_NANOS) {
			logger.warn("event=out_of_memory peer={} payload_bytes={} messages={} reason=\"{}\"", peer, bytes,
					this.unreported, cause.toString());
			this.reportedAt = now;
			this.unreported = 0;
		}
	}

	/**
	 * Whether a message has a size for which there was no memory a moment ago.
	 * @param bytes the length of its payload
	 */
	boolean isShortOf(int bytes) {
		if (bytes < this.shortFrom) {
			return false;
		}
		if (this.clock.getAsLong() - this.shortUntil < 0) {
			return true;
		}
		this.shortFrom = Integer.MAX_VALUE;
		return false;
	}

	/**
	 * Fails as an attempt to find memory would.
	 * @param bytes the length of a payload
	 * @throws OutOfMemoryError if there was none a moment ago
	 */
	void check(int bytes) {
		if (isShortOf(bytes)) {
			throw new OutOfMemoryError("there was no direct memory a moment ago");
		}
	}

	private static boolean hasWaited(Throwable cause) {
		StackTraceElement[] trace = cause.getStackTrace();
		return trace.length > 0 && trace[0].getClassName().equals("java.nio.Bits");
	}

}
