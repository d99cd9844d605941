package io.quictransport.scenario.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.PeerPhase;
import io.quictransport.RequestHandler;
import io.quictransport.attack.RawConnection;
import io.quictransport.attack.RawPeers;
import io.quictransport.attack.RawStream;
import io.quictransport.internal.wire.ControlFrames.GoAway;
import io.quictransport.internal.wire.ControlFrames.Hello;
import io.quictransport.load.Receipts;
import io.quictransport.load.SteadyLoad;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.PeerLog;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.FreePorts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A node drains, and takes that back without a restart.
 */
class UndrainTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	/** Longer than anybody waits. */
	private static final Duration LONG = Duration.ofMinutes(30);

	private static final String PEER = "node-x";

	private static final Hello HELLO = RawConnection.hello(PEER, 42, 0);

	private final TestNodes nodes = new TestNodes();

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void aPeerThatCannotBeDialledDialsTheSuccessorItself() {
		QuicTransport b = serving("node-b");
		QuicTransport a = this.nodes.start("node-a",
				(options) -> options.withAdvertisedAddresses(List.of(NodeAddress.of(FreePorts.address()))));
		TestNodes.connect(a, b);
		long dialled = a.stats().connections().dialled();
		try (PeerLog log = new PeerLog(a)) {
			assertThat(get(b.drain(Duration.ZERO))).isTrue();
			await().until(() -> phaseAt(a) == PeerPhase.DRAINING);
			get(b.undrain());
			await().until(() -> phaseAt(a) == PeerPhase.CONNECTED);
			assertThat(get(a.request(idOf(b), "echo", new byte[] { 1 }))).containsExactly(1);
			assertThat(a.stats().connections().dialled()).isEqualTo(dialled + 1);
			assertThat(log.count("down")).isZero();
		}
		await().until(() -> a.stats().connections().open() == 1 && a.stats().quicStreams().open() == 2);
	}

	@Test
	void aNodeThatStillDrainsIsConnectedToOneThatHasTakenItsDrainBack() {
		QuicTransport b = serving("node-b");
		QuicTransport a = this.nodes.start("node-a",
				(options) -> options.withAdvertisedAddresses(List.of(NodeAddress.of(FreePorts.address()))));
		a.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		TestNodes.connect(a, b);
		get(a.drain(Duration.ZERO));
		get(b.drain(Duration.ZERO));
		await().until(() -> phaseAt(a) == PeerPhase.DRAINING && phaseAt(b) == PeerPhase.DRAINING);
		try (PeerLog log = new PeerLog(b)) {
			get(a.undrain());
			await().until(() -> phaseAt(b) == PeerPhase.CONNECTED && b.stats().connections().open() == 1);
			assertThat(get(b.request(idOf(a), "echo", new byte[] { 1 }))).containsExactly(1);
			await().until(() -> phaseAt(a) == PeerPhase.DRAINING);
			assertThat(log.count("down")).isZero();
		}
	}

	@Test
	void aSuccessorThatCannotBeDialledAtOnceIsDialledAgain() {
		try (RawPeers raw = new RawPeers()) {
			QuicTransport node = connectedTo(raw);
			raw.accept().answer(HELLO);
			await().until(() -> phaseAt(node) == PeerPhase.CONNECTED);
			get(node.drain(Duration.ZERO));
			get(node.undrain());
			breakOffNext(raw);
			raw.accept().answer(HELLO);
			await().until(() -> node.stats().connections().dialled() == 2);
		}
	}

	@Test
	void aPeerThatTakesItsDrainBackIsDialledAgainWhereOneDialFails() {
		try (RawPeers raw = new RawPeers()) {
			QuicTransport node = connectedTo(raw);
			RawStream control = raw.accept().answer(HELLO);
			await().until(() -> phaseAt(node) == PeerPhase.CONNECTED);
			control.write((out) -> {
				new GoAway(ErrorCode.DRAINING, "drains", Map.of(), Set.of()).write(out);
				GoAway.replaced().write(out);
			});
			breakOffNext(raw);
			raw.accept().answer(HELLO);
			await().until(() -> phaseAt(node) == PeerPhase.CONNECTED);
		}
	}

	/** Has the next dial fail, when TLS is complete. */
	private static void breakOffNext(RawPeers raw) {
		RawConnection next = raw.accept();
		assertThat(next.channel().isActive()).isTrue();
		next.close();
	}

	/** A node that begins to dial a peer, and that nothing but this test disturbs. */
	private QuicTransport connectedTo(RawPeers raw) {
		QuicTransport node = this.nodes.start("node-a", (options) -> options.withDrainGrace(LONG)
			.withTimeouts((timeouts) -> timeouts.withIdle(LONG).withPingInterval(Duration.ofSeconds(5))));
		int port = raw.listen(this.nodes.certificates.certificate(PEER));
		node.connectPeer(PeerInfo.of(new PeerId(PEER), "127.0.0.1:" + port));
		return node;
	}

	@Test
	void nothingIsLostUnderLoadWhenADrainIsTakenBack() throws Exception {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b");
		Receipts receipts = Receipts.at(b, Runnable::run);
		TestNodes.connect(a, b);
		try (SteadyLoad load = new SteadyLoad(a, idOf(b), 200, TIMEOUT)) {
			load.awaitMore(50);
			for (int i = 0; i < 3; i++) {
				b.drain(Duration.ofSeconds(1));
				load.awaitMore(20);
				get(b.undrain());
				await().until(() -> phaseAt(a) == PeerPhase.CONNECTED);
				load.awaitMore(20);
			}
			load.finish();
			load.calls().assertNothingLostOrHandledTwice(receipts);
			assertThat(receipts.requests().without(load.calls().answered())).as("admitted and not answered").isEmpty();
			assertThat(receipts.events().without(load.calls().acknowledged())).as("not acknowledged").isEmpty();
		}
	}

	private QuicTransport serving(String id) {
		QuicTransport node = this.nodes.start(id);
		node.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		return node;
	}

	private static PeerPhase phaseAt(QuicTransport node) {
		return node.peers().get(0).phase();
	}

}
