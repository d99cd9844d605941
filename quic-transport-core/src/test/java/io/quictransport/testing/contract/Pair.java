package io.quictransport.testing.contract;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

import io.quictransport.DownReason;
import io.quictransport.NetworkMessage;
import io.quictransport.NetworkTransport;
import io.quictransport.PeerId;
import io.quictransport.PeerListener;
import io.quictransport.RequestHandler;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.quic.TransportLimits;

import static io.quictransport.testing.contract.Results.eventually;
import static io.quictransport.testing.contract.Results.get;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds two connected nodes, of which b answers requests on the path "echo".
 *
 * @param a the node that has dialled
 * @param b the node that was dialled
 */
record Pair(NetworkTransport a, NetworkTransport b) {

	static final Duration TIMEOUT = Results.UNHURRIED;

	static Pair of(ContractNodes nodes) {
		return of(nodes, UnaryOperator.identity(), UnaryOperator.identity());
	}

	static Pair of(ContractNodes nodes, UnaryOperator<TransportLimits> ofA, UnaryOperator<TransportLimits> ofB) {
		return connected(nodes.startLimited("node-a", ofA), nodes.startLimited("node-b", ofB));
	}

	static Pair connected(NetworkTransport a, NetworkTransport b) {
		b.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		ContractNodes.connect(a, b);
		return new Pair(a, b);
	}

	/** A pair of which both leave work that is under way the time that it needs. */
	static Pair patient(ContractNodes nodes) {
		UnaryOperator<QuicTransportOptions> patient = (options) -> options.withDrainGrace(Results.UNHURRIED);
		return connected(nodes.start("node-a", patient), nodes.start("node-b", patient));
	}

	PeerId idOfA() {
		return ContractNodes.idOf(this.a);
	}

	PeerId idOfB() {
		return ContractNodes.idOf(this.b);
	}

	/** The reasons for which b goes down at a, from now on. */
	List<DownReason> downs() {
		List<DownReason> downs = new CopyOnWriteArrayList<>();
		this.a.subscribe(new PeerListener() {

			@Override
			public void peerDown(PeerId peer, DownReason reason) {
				downs.add(reason);
			}

		});
		return downs;
	}

	/** Has a ask b. */
	CompletableFuture<byte[]> request(String path, byte[] payload) {
		return this.a.request(idOfB(), path, payload);
	}

	/** Has a tell b, with a mark. */
	CompletableFuture<Void> send(String path, String mark) {
		return this.a.send(NetworkMessage.message(idOfB(), path, new byte[1]).withCorrelationId(mark), TIMEOUT);
	}

	/** A request of a to b. */
	NetworkMessage message(String path) {
		return NetworkMessage.request(idOfB(), path, new byte[] { 1 });
	}

	/**
	 * The connection that was there at first still serves, and nothing is left behind.
	 */
	void assertServes() {
		assertThat(get(request("echo", new byte[] { 42 }))).containsExactly(42);
		eventually().untilAsserted(() -> {
			assertThat(this.b.stats().handlers().running()).isZero();
			assertThat(this.a.stats().messages().inFlight()).isZero();
			assertThat(this.a.peers().get(0).messages().inFlight()).isZero();
		});
		assertThat(this.a.stats().connections().closed()).isZero();
	}

}
