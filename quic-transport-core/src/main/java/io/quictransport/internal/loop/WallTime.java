package io.quictransport.internal.loop;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Translates the monotonic time of an event into the time of day, for people. Nothing is
 * decided by it: the clock of a machine may be set at any time.
 */
public final class WallTime {

	private WallTime() {
	}

	/**
	 * The time of day.
	 * @return what the machine's clock says now, to a second
	 */
	public static Instant now() {
		return Instant.now().truncatedTo(ChronoUnit.SECONDS);
	}

	/**
	 * The time of day of an event.
	 * @param then the monotonic time of the event in nanoseconds
	 * @param now the same clock's time now
	 * @return the time of day, by what the machine's clock says now
	 */
	public static Instant of(long then, long now) {
		return Instant.now().minusNanos(now - then);
	}

}
