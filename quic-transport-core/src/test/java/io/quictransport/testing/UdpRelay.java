package io.quictransport.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.SplittableRandom;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between clients and one UDP address and treats their packets badly: loses,
 * delays, reorders, doubles or changes them, cuts one direction or both, and gives
 * clients other ports or addresses.
 *
 * <p>
 * The seed decides the fate of each packet: the n-th packet of the k-th client in one
 * direction has the same fate in every run with that seed and those conditions. The seed
 * is logged when the relay opens, and the system property {@code udp-relay.seed} sets it
 * for relays that are opened without one. Conditions may be changed at any time from any
 * thread; they apply to packets that the relay reads from then on, while packets that are
 * held back already keep their times. Delays are exact to about a millisecond, never
 * shorter.
 */
public final class UdpRelay implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(UdpRelay.class);

	static final String SEED_PROPERTY = "udp-relay.seed";

	private final RelayDirection toTarget = new RelayDirection();

	private final RelayDirection toClients = new RelayDirection();

	private final long seed;

	private final boolean onLoopback;

	private final InetSocketAddress address;

	private final RelayLoop loop;

	private final Thread thread;

	private UdpRelay(InetSocketAddress target, long seed) throws IOException {
		this.seed = seed;
		InetAddress loopback = InetAddress.getLoopbackAddress();
		InetSocketAddress reachable = target.getAddress().isAnyLocalAddress()
				? new InetSocketAddress(loopback, target.getPort()) : target;
		this.onLoopback = reachable.getAddress().isLoopbackAddress();
		this.loop = new RelayLoop(reachable, seed, this.toTarget, this.toClients);
		this.address = this.loop.address();
		this.thread = new Thread(this.loop, "udp-relay-" + this.address.getPort());
		this.thread.setDaemon(true);
		this.thread.start();
		LOG.info("event=relay_open address={} target={} seed={}", this.address, target, seed);
	}

	/**
	 * Opens a relay whose seed is drawn at random.
	 * @param target where the clients' packets go; the wildcard address means loopback
	 * @return the relay
	 */
	public static UdpRelay to(InetSocketAddress target) {
		return to(target, drawSeed());
	}

	static long drawSeed() {
		return Long.getLong(SEED_PROPERTY, new SplittableRandom().nextLong());
	}

	/**
	 * Opens a relay.
	 * @param target where the clients' packets go; the wildcard address means loopback
	 * @param seed decides on the fate of each packet
	 * @return the relay
	 */
	public static UdpRelay to(InetSocketAddress target, long seed) {
		try {
			return new UdpRelay(target, seed);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("no relay to " + target + " can be opened", ex);
		}
	}

	/**
	 * Where clients send their packets.
	 * @return a loopback address
	 */
	public InetSocketAddress address() {
		return this.address;
	}

	/**
	 * Changes how packets from clients to the target are treated.
	 * @param conditions the new conditions
	 */
	public void toTarget(RelayConditions conditions) {
		this.toTarget.apply(conditions);
	}

	/**
	 * Changes how packets from the target to clients are treated.
	 * @param conditions the new conditions
	 */
	public void toClients(RelayConditions conditions) {
		this.toClients.apply(conditions);
	}

	/**
	 * Changes how packets in both directions are treated.
	 * @param conditions the new conditions
	 */
	public void bothWays(RelayConditions conditions) {
		toTarget(conditions);
		toClients(conditions);
	}

	/**
	 * Gives each client another port towards the target, as a NAT does that has forgotten
	 * it. What the target sends to the port before is lost. Waits until it is done.
	 */
	public void rebindPorts() {
		this.loop.rebindPorts();
	}

	/**
	 * Gives each client another loopback address towards the target: 127.0.0.2 the first
	 * time, then 127.0.0.3 and so on, and another port with it. Waits until it is done.
	 * @throws UnsupportedOperationException if the target is not on IPv4 loopback
	 * @throws UncheckedIOException if the system does not have these addresses (macOS)
	 */
	public void rebindAddresses() {
		InetAddress local = this.address.getAddress();
		if (!(local instanceof Inet4Address) || !this.onLoopback) {
			throw new UnsupportedOperationException("only IPv4 loopback has addresses enough");
		}
		this.loop.rebindAddresses();
	}

	/**
	 * What has become of the packets from clients to the target.
	 * @return the counts now
	 */
	public RelayCounts toTargetCounts() {
		return this.toTarget.counts();
	}

	/**
	 * What has become of the packets from the target to clients.
	 * @return the counts now
	 */
	public RelayCounts toClientsCounts() {
		return this.toClients.counts();
	}

	/**
	 * Closes all sockets, drops what is held back, and waits until the thread has ended.
	 * A second close does nothing.
	 */
	@Override
	public void close() {
		this.loop.stop();
		boolean interrupted = false;
		while (this.thread.isAlive()) {
			try {
				this.thread.join();
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public String toString() {
		return "relay " + this.address + " seed=" + this.seed + " to target " + toTargetCounts() + ", to clients "
				+ toClientsCounts();
	}

}
