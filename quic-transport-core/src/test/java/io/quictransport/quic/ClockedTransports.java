package io.quictransport.quic;

import java.util.function.LongSupplier;

/**
 * Makes transports that measure time on a clock which a test moves. When their timers
 * look at that clock is still a matter of real time.
 */
public final class ClockedTransports {

	private ClockedTransports() {
	}

	public static QuicTransport make(QuicTransportOptions options, LongSupplier clock) {
		return new QuicTransport(options, clock);
	}

}
