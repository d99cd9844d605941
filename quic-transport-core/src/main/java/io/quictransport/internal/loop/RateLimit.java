package io.quictransport.internal.loop;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Limits how often something may happen: at most one second's worth at once, and the same
 * number per second in the long run. Confined to one thread.
 */
public final class RateLimit {

	private final long nanosEach;

	private final long most;

	private long spentUntil;

	public RateLimit(int perSecond, long now) {
		this(perSecond, TimeUnit.SECONDS.toNanos(1), now);
	}

	private RateLimit(int times, long nanos, long now) {
		this.nanosEach = nanos / times;
		this.most = this.nanosEach * (times - 1L);
		this.spentUntil = now - this.most;
	}

	/** Limits to a number per minute, a minute's worth at once. */
	public static RateLimit perMinute(int times, long now) {
		return new RateLimit(times, TimeUnit.MINUTES.toNanos(1), now);
	}

	/** Whether it may happen now; if so, it counts. */
	public boolean take(long now) {
		if (waitNanos(now) > 0) {
			return false;
		}
		if (now - this.spentUntil > this.most) {
			this.spentUntil = now - this.most;
		}
		this.spentUntil += this.nanosEach;
		return true;
	}

	/** The time until it may happen. */
	public long waitNanos(long now) {
		return Math.max(0, this.spentUntil - now);
	}

	/**
	 * Limits the lines of the log that each peer may cause, and counts what no line has
	 * told. A peer that connects again goes on with its account. Bounded: nothing is
	 * known of the peers that have caused none for longest. Thread-safe.
	 */
	public static final class OfPeers {

		static final int MOST_PEERS = 1024;

		private final int timesAMinute;

		/** Guarded by this. */
		private final Map<String, Account> accounts = new LinkedHashMap<>(16, 0.75F, true) {

			@Override
			protected boolean removeEldestEntry(Map.Entry<String, Account> eldest) {
				return size() > MOST_PEERS;
			}

		};

		/**
		 * Makes the accounts of peers that have caused no line.
		 * @param timesAMinute the lines of each a minute; as many at once
		 */
		public OfPeers(int timesAMinute) {
			this.timesAMinute = timesAMinute;
		}

		/**
		 * A peer causes a line.
		 * @param peer names the peer
		 * @param now the time
		 * @return the number of events that a line written now stands for, 0 if none is
		 * to be written
		 */
		public synchronized long next(String peer, long now) {
			Account account = this.accounts.computeIfAbsent(peer,
					(name) -> new Account(RateLimit.perMinute(this.timesAMinute, now)));
			account.untold++;
			if (!account.lines.take(now)) {
				return 0;
			}
			long count = account.untold;
			account.untold = 0;
			return count;
		}

		/** Counts the events of one peer. */
		private static final class Account {

			private final RateLimit lines;

			private long untold;

			Account(RateLimit lines) {
				this.lines = lines;
			}

		}

	}

}
