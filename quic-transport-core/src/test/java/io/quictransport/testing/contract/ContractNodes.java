package io.quictransport.testing.contract;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import io.quictransport.NetworkTransport;
import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.quic.TransportLimits;
import io.quictransport.testing.FreePorts;

import static io.quictransport.testing.contract.Results.eventually;
import static io.quictransport.testing.contract.Results.get;

/**
 * Makes the nodes of one test, starts and connects them, and stops them when the test is
 * done.
 */
public final class ContractNodes implements AutoCloseable {

	/** How long a node of the contract waits for what does not end. */
	static final Duration GRACE = Duration.ofMillis(500);

	private static final QuicTransportOptions OPTIONS = new QuicTransportOptions()
		.withBindAddress(new InetSocketAddress("127.0.0.1", 0))
		// What ends a dial, a handshake or a call that takes long is not to end what a
		// busy machine does slowly.
		.withTimeouts((timeouts) -> timeouts.withConnect(Results.UNHURRIED)
			.withHandshake(Results.UNHURRIED)
			.withRequest(Results.UNHURRIED))
		.withReconnectMinBackoff(Duration.ofMillis(20))
		.withReconnectMaxBackoff(Duration.ofMillis(200))
		.withDrainGrace(GRACE);

	private final Factory factory;

	private final List<NetworkTransport> nodes = new ArrayList<>();

	/**
	 * Makes the nodes of one test.
	 * @param factory makes each of them
	 */
	public ContractNodes(Factory factory) {
		this.factory = factory;
	}

	/** Makes a node that is not started. */
	NetworkTransport make(String id, UnaryOperator<QuicTransportOptions> changes) {
		NetworkTransport node = this.factory.make(id, changes.apply(OPTIONS));
		this.nodes.add(node);
		return node;
	}

	NetworkTransport make(String id) {
		return make(id, UnaryOperator.identity());
	}

	NetworkTransport start(String id) {
		return start(id, UnaryOperator.identity());
	}

	NetworkTransport start(String id, UnaryOperator<QuicTransportOptions> changes) {
		NetworkTransport node = make(id, (options) -> changes.apply(options.withBindAddress(FreePorts.address())));
		get(node.start());
		return node;
	}

	NetworkTransport startLimited(String id, UnaryOperator<TransportLimits> limits) {
		return start(id, (options) -> options.withLimits(limits.apply(options.limits())));
	}

	/** Has one node dial another, and waits until both know. */
	static void connect(NetworkTransport from, NetworkTransport to) {
		get(from.connectPeer(infoOf(to)));
		eventually().until(() -> to.isConnected(idOf(from)));
	}

	static PeerId idOf(NetworkTransport node) {
		return node.localNode().id();
	}

	static PeerInfo infoOf(NetworkTransport node) {
		return new PeerInfo(idOf(node), List.of(NodeAddress.of(node.localAddress())));
	}

	/**
	 * Stops all nodes and waits for it.
	 */
	@Override
	public void close() {
		List<CompletableFuture<Void>> stopping = this.nodes.stream().map(NetworkTransport::stop).toList();
		stopping.forEach(Results::get);
	}

	/**
	 * Makes the nodes of the transport that is tested.
	 */
	@FunctionalInterface
	public interface Factory {

		/**
		 * Makes a node that the others of the test trust and can dial.
		 * @param id the node's id
		 * @param options how it behaves; the transport adds what it needs besides, such
		 * as a certificate
		 * @return the node, not started
		 */
		NetworkTransport make(String id, QuicTransportOptions options);

	}

}
