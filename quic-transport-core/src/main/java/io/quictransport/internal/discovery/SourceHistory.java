package io.quictransport.internal.discovery;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.quictransport.PeerSource;
import io.quictransport.internal.loop.RateLimit;
import io.quictransport.internal.loop.WallTime;
import org.jspecify.annotations.Nullable;

/**
 * Remembers how one source of peers has answered, and decides which failure is worth a
 * warning: each cause when it appears, and again after a long time. May be used by any
 * thread.
 */
final class SourceHistory {

	/** After this time the same cause is logged again. */
	static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(10);

	/**
	 * A source may be empty for this long, or silent, before that is logged: the first
	 * node of a cluster asks a registry before it is registered itself.
	 */
	static final long PATIENCE_NANOS = PeerSource.FIRST_ANSWER.toNanos();

	/** Causes may have any text. */
	private static final int MOST_CAUSES = 16;

	private static final int MOST_LINES = 10;

	private final LongSupplier clock;

	private final long startedAt;

	private final RateLimit lines;

	/** When each cause was logged since the last answer. */
	private final Map<String, Long> logged = new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
			return size() > MOST_CAUSES;
		}

	};

	private boolean answered;

	private long answeredAt;

	/** Whether all answers since the last one with peers, or the start, were empty. */
	private boolean empty;

	private long emptySince;

	private long failures;

	private long failedAt;

	private @Nullable String reason;

	private int named;

	SourceHistory(LongSupplier clock) {
		this.clock = clock;
		this.startedAt = clock.getAsLong();
		this.lines = RateLimit.perMinute(MOST_LINES, this.startedAt);
	}

	/**
	 * The source has answered.
	 * @return whether its failure was logged, so that its end is to be
	 */
	synchronized boolean answered() {
		boolean wasLogged = !this.logged.isEmpty();
		this.answered = true;
		this.answeredAt = this.clock.getAsLong();
		this.empty = false;
		this.failures = 0;
		this.reason = null;
		this.logged.clear();
		return wasLogged;
	}

	/**
	 * The source has not answered.
	 * @param why the reason for people
	 * @param cause what is the same for the same reason
	 * @return whether that is to be logged as a warning
	 */
	synchronized boolean failed(String why, String cause) {
		long now = note(why);
		return isNews(cause, now);
	}

	/**
	 * The source has answered and named nobody, which may be the beginning of a cluster.
	 * @return whether it is to be logged as a warning
	 */
	synchronized boolean wasEmpty(String why) {
		long now = note(why);
		if (!this.empty) {
			this.emptySince = this.answered ? now : this.startedAt;
			this.empty = true;
		}
		this.answered = true;
		this.answeredAt = now;
		return now - this.emptySince >= PATIENCE_NANOS && isNews(why, now);
	}

	/**
	 * The source has had its time to answer for the first time.
	 * @return why there is no answer, if that is to be logged as a warning
	 */
	synchronized @Nullable String overdue() {
		String last = this.reason;
		if ((this.answered && last == null) || !this.logged.isEmpty()) {
			return null;
		}
		long now = this.clock.getAsLong();
		String why = (last != null) ? last : "it has not answered yet, nor failed";
		return isNews(why, now) ? why : null;
	}

	private long note(String why) {
		long now = this.clock.getAsLong();
		this.failures++;
		this.failedAt = now;
		this.reason = why;
		return now;
	}

	private boolean isNews(String cause, long now) {
		Long last = this.logged.get(cause);
		if ((last != null && now - last < PAUSE_NANOS) || !this.lines.take(now)) {
			return false;
		}
		this.logged.put(cause, now);
		return true;
	}

	/** How many peers and addresses the source names now. */
	synchronized void names(int count) {
		this.named = count;
	}

	synchronized PeerSource describe(String name) {
		String last = this.reason;
		PeerSource.State state = this.answered ? PeerSource.State.ANSWERING : PeerSource.State.WAITING;
		// All times from one look at the clocks, so that they keep their distances.
		long now = this.clock.getAsLong();
		Instant since = WallTime.of(this.startedAt, now);
		return new PeerSource(name, (last != null) ? PeerSource.State.FAILING : state, this.named, since,
				this.answered ? since.plusNanos(this.answeredAt - this.startedAt) : null, this.failures, last,
				(last != null) ? since.plusNanos(this.failedAt - this.startedAt) : null);
	}

}
