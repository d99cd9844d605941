package io.quictransport.internal.messaging;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.quictransport.PeerId;
import io.quictransport.internal.text.Log;
import org.jspecify.annotations.Nullable;

/**
 * Reports messages that could not be written. Lack of memory is reported at most once a
 * minute: where one message finds none, many do. Confined to the event loop.
 */
final class UnwrittenMessages {

	private static final Log logger = Log.of(UnwrittenMessages.class);

	private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final LongSupplier clock;

	/** When lack of memory was last reported, null if never. */
	private @Nullable Long reportedAt;

	/** The messages that found no memory since the last report. */
	private long unreported;

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
		Long before = this.reportedAt;
		if (before == null || now - before >= INTERVAL_NANOS) {
			logger.warn("event=out_of_memory peer={} payload_bytes={} messages={} reason=\"{}\"", peer, bytes,
					this.unreported, cause.toString());
			this.reportedAt = now;
			this.unreported = 0;
		}
	}

}
