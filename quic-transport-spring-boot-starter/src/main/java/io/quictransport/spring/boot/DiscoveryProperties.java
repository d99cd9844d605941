package io.quictransport.spring.boot;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Holds the properties under {@code quic.transport.discovery} that apply to all
 * providers.
 */
final class DiscoveryProperties {

	/**
	 * Number of found peers that are remembered. Beyond it a new one takes the place of
	 * one that never was connected.
	 */
	private @Nullable Integer maxPeers;

	/**
	 * Number of found peers that are dialled in a second.
	 */
	private @Nullable Integer dialsPerSecond;

	/**
	 * Time that a found peer is left alone before it is dialled.
	 */
	private @Nullable Duration debounce;

	/**
	 * Time that a connected peer that has left the list, or has said goodbye, may take to
	 * come back before it is drained.
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
