package io.quictransport.discovery;

import java.time.Duration;
import java.util.List;

import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;

/**
 * Defines how peers are found, and how found peers are treated. Immutable: each
 * {@code with} method checks its value and returns a copy.
 */
public final class DiscoveryOptions {

	/** The default of {@link #maxPeers()}. */
	public static final int DEFAULT_MAX_PEERS = 256;

	/** The default of {@link #dialsPerSecond()}. */
	public static final int DEFAULT_DIALS_PER_SECOND = 20;

	/** The default of {@link #debounce()}. */
	public static final Duration DEFAULT_DEBOUNCE = Duration.ofMillis(200);

	/** The default of {@link #removalDelay()}. */
	public static final Duration DEFAULT_REMOVAL_DELAY = Duration.ofSeconds(10);

	private static final Duration LONGEST = Duration.ofDays(365);

	private final List<PeerDiscovery> providers;

	private final int maxPeers;

	private final int dialsPerSecond;

	private final Duration debounce;

	private final Duration removalDelay;

	/**
	 * Makes options with all defaults and no provider: discovery is off.
	 */
	public DiscoveryOptions() {
		this(List.of(), DEFAULT_MAX_PEERS, DEFAULT_DIALS_PER_SECOND, DEFAULT_DEBOUNCE, DEFAULT_REMOVAL_DELAY);
	}

	private DiscoveryOptions(List<PeerDiscovery> providers, int maxPeers, int dialsPerSecond, Duration debounce,
			Duration removalDelay) {
		this.providers = providers;
		this.maxPeers = maxPeers;
		this.dialsPerSecond = dialsPerSecond;
		this.debounce = debounce;
		this.removalDelay = removalDelay;
	}

	/**
	 * Sets {@link #providers()}.
	 * @param providers the new value
	 * @return a copy with this value
	 */
	public DiscoveryOptions withProviders(List<PeerDiscovery> providers) {
		return new DiscoveryOptions(List.copyOf(providers), this.maxPeers, this.dialsPerSecond, this.debounce,
				this.removalDelay);
	}

	/**
	 * The providers of peers; all are used at the same time.
	 * @return the providers, by default none
	 */
	public List<PeerDiscovery> providers() {
		return this.providers;
	}

	/**
	 * Sets {@link #maxPeers()}.
	 * @param maxPeers the new value, 1 to 65536
	 * @return a copy with this value
	 */
	public DiscoveryOptions withMaxPeers(int maxPeers) {
		check("maxPeers", maxPeers, maxPeers >= 1 && maxPeers <= 65536, "must be between 1 and 65536");
		return new DiscoveryOptions(this.providers, maxPeers, this.dialsPerSecond, this.debounce, this.removalDelay);
	}

	/**
	 * The number of found peers that are remembered. Beyond it a new peer replaces one
	 * that was never connected, and is ignored if there is none.
	 * @return the value, by default {@value #DEFAULT_MAX_PEERS}
	 */
	public int maxPeers() {
		return this.maxPeers;
	}

	/**
	 * Sets {@link #dialsPerSecond()}.
	 * @param dialsPerSecond the new value, 1 to 1000
	 * @return a copy with this value
	 */
	public DiscoveryOptions withDialsPerSecond(int dialsPerSecond) {
		check("dialsPerSecond", dialsPerSecond, dialsPerSecond >= 1 && dialsPerSecond <= 1000,
				"must be between 1 and 1000");
		return new DiscoveryOptions(this.providers, this.maxPeers, dialsPerSecond, this.debounce, this.removalDelay);
	}

	/**
	 * The number of found peers that are dialled per second, including those that fail
	 * and are dialled again; redials of peers that were connected before do not count.
	 * @return the value, by default {@value #DEFAULT_DIALS_PER_SECOND}
	 */
	public int dialsPerSecond() {
		return this.dialsPerSecond;
	}

	/**
	 * Sets {@link #debounce()}.
	 * @param debounce the new value
	 * @return a copy with this value
	 */
	public DiscoveryOptions withDebounce(Duration debounce) {
		check("debounce", debounce, isTime(debounce), "must be between 0 and " + LONGEST);
		return new DiscoveryOptions(this.providers, this.maxPeers, this.dialsPerSecond, debounce, this.removalDelay);
	}

	/**
	 * The delay before a found peer is dialled: further findings about it are included,
	 * and it may dial this node first. The node with the higher id waits twice as long,
	 * so that one of the two dials.
	 * @return the value, by default {@link #DEFAULT_DEBOUNCE}
	 */
	public Duration debounce() {
		return this.debounce;
	}

	/**
	 * Sets {@link #removalDelay()}.
	 * @param removalDelay the new value
	 * @return a copy with this value
	 */
	public DiscoveryOptions withRemovalDelay(Duration removalDelay) {
		check("removalDelay", removalDelay, isTime(removalDelay), "must be between 0 and " + LONGEST);
		return new DiscoveryOptions(this.providers, this.maxPeers, this.dialsPerSecond, this.debounce, removalDelay);
	}

	/**
	 * How long a connected peer that has left the list, or has said goodbye, may take to
	 * return before it is drained.
	 * @return the value, by default {@link #DEFAULT_REMOVAL_DELAY}
	 */
	public Duration removalDelay() {
		return this.removalDelay;
	}

	private static boolean isTime(Duration value) {
		return !value.isNegative() && value.compareTo(LONGEST) <= 0;
	}

	private static void check(String option, Object value, boolean usable, String rule) {
		if (!usable) {
			throw new ConfigurationException(ErrorCode.INVALID_OPTION,
					"option " + option + " is " + value + " but " + rule);
		}
	}

}
