package io.quictransport.internal.messaging;

import java.time.Duration;

import io.quictransport.internal.wire.WireLimits;

/**
 * Makes limits for the messages of one peer, with the defaults that users get.
 *
 * @param limits the limits
 */
record TestLimits(Messaging.Limits limits) {

	static final TestLimits DEFAULT = new TestLimits(
			new Messaging.Limits(1024, 1024, 16 * 1024 * 1024, 256, 64, 16, 8, 1024 * 1024, Duration.ofSeconds(30),
					Duration.ofSeconds(30), Duration.ofSeconds(10), new WireLimits(1024 * 1024, 16 * 1024)));

	TestLimits withMaxQueuedBytes(int bytes) {
		return new TestLimits(new Messaging.Limits(this.limits.maxInFlight(), this.limits.maxQueuedMessages(), bytes,
				this.limits.maxHandlers(), this.limits.maxMessageStreams(), this.limits.maxTransfers(),
				this.limits.maxLanes(), this.limits.streamBuffer(), this.limits.streamWriteTimeout(),
				this.limits.laneIdleTimeout(), this.limits.stallTimeout(), this.limits.wire()));
	}

	TestLimits withMaxHandlers(int handlers) {
		return new TestLimits(new Messaging.Limits(this.limits.maxInFlight(), this.limits.maxQueuedMessages(),
				this.limits.maxQueuedBytes(), handlers, this.limits.maxMessageStreams(), this.limits.maxTransfers(),
				this.limits.maxLanes(), this.limits.streamBuffer(), this.limits.streamWriteTimeout(),
				this.limits.laneIdleTimeout(), this.limits.stallTimeout(), this.limits.wire()));
	}

}
