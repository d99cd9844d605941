package io.quictransport.spring.boot;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Holds the properties under {@code quic.transport.discovery} that apply to all
 * providers.
 */
final class DiscoveryProperties {

	/**
	 * Number of found peers that are remembered. Beyond it a new one replaces one that
	 * was never connected.
	 */
	private @Nullable Integer maxPeers;

	/**
	 * Number of found peers that are dialled each second.
	 */
	private @Nullable Integer dialsPerSecond;

	/**
	 * Time between finding a peer and dialling it.
	 */
	private @Nullable Duration debounce;

	/**
	 * Time after which a connected peer is drained if it is no longer listed or has
	 * announced its stop.
	 */
	private @Nullable Duration removalDelay;

	public @Nullable Integer getMaxPeers() {
		return this.maxPeers;
	}

	public void setMaxPeers(@Nullable Integer maxPeers) {
		this.maxPeers = maxPeers;
	}

	public @Nullable Integer getDialsPerSecond() {
		return this.dialsPerSecond;
	}

	public void setDialsPerSecond(@Nullable Integer dialsPerSecond) {
		this.dialsPerSecond = dialsPerSecond;
	}

	public @Nullable Duration getDebounce() {
		return this.debounce;
	}

	public void setDebounce(@Nullable Duration debounce) {
		this.debounce = debounce;
	}

	public @Nullable Duration getRemovalDelay() {
		return this.removalDelay;
	}

	public void setRemovalDelay(@Nullable Duration removalDelay) {
		this.removalDelay = removalDelay;
	}

}
