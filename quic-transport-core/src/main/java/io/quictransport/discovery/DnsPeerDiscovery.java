package io.quictransport.discovery;

import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Finds peers in the DNS: the addresses of a host, or the SRV records of a service.
 * Queries again when the records' time-to-live is over. If there is no answer, or one
 * without records, the last list remains valid.
 *
 * <p>
 * Runs on its own thread, {@code quic-dns-<node>}.
 */
public final class DnsPeerDiscovery implements PeerDiscovery {

	private final DnsOptions options;

	private @Nullable DnsLookup lookup;

	/**
	 * Makes a provider that is not started yet.
	 * @param options the options of the look-up, with a host or a service
	 * @throws ConfigurationException if they name neither
	 */
	public DnsPeerDiscovery(DnsOptions options) {
		if (options.name().isEmpty()) {
			throw new ConfigurationException(ErrorCode.INVALID_OPTION,
					"no name is looked up; set one by DnsOptions.withHost or withService");
		}
		this.options = options;
	}

	@Override
	public synchronized void start(DiscoveredPeers peers) {
		if (this.lookup == null) {
			DnsLookup next = new DnsLookup(this.options, peers);
			this.lookup = next;
			next.start();
		}
	}

	@Override
	public synchronized void stop() {
		DnsLookup running = this.lookup;
		if (running != null) {
			this.lookup = null;
			running.stop();
		}
	}

	@Override
	public String toString() {
		return "dns " + this.options.name();
	}

}
