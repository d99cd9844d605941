package io.quictransport.scenario.peer;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.netty.buffer.ByteBuf;
import io.quictransport.DownReason;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.PeerListener;
import io.quictransport.RequestContext;
import io.quictransport.RequestHandler;
import io.quictransport.attack.RawConnection;
import io.quictransport.attack.RawPeers;
import io.quictransport.attack.RawStream;
import io.quictransport.internal.wire.ControlFrames;
import io.quictransport.internal.wire.ControlFrames.GoAway;
import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.internal.wire.FrameReader.StreamKind;
import io.quictransport.internal.wire.MessageFrames;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.RelayConditions;
import io.quictransport.testing.UdpRelay;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static io.quictransport.support.TestNodes.infoOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two processes with one node id: either the first is dead and has been restarted, or
 * somebody has made a mistake.
 */
class IncarnationTests {

	private static final String RAW = "node-x";

	private final TestNodes nodes = new TestNodes();

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void aSecondProcessWithAnIdThatIsConnectedIsRefused() {
		QuicTransport node = this.nodes.start("node");
		QuicTransport first = this.nodes.start("node-a");
		QuicTransport second = this.nodes.start("node-a");
		first.onRequest("who", RequestHandler.replying((request) -> new byte[] { 1 }));
		TestNodes.connect(first, node);
		NetworkException failure = failureOf(second.connectPeer(infoOf(node)));
		assertThat(failure.code()).isEqualTo(ErrorCode.DUPLICATE_NODE_ID);
		assertThat(failure.isRetryable()).isFalse();
		assertThat(failure).hasMessageContaining("node id node-a is in use by another process that is connected");
		assertThat(get(node.request(idOf(first), "who", new byte[0]))).containsExactly(1);
		assertThat(first.stats().connections().closed()).isZero();
		await().untilAsserted(() -> assertThat(node.stats().errors()).containsKey(ErrorCode.DUPLICATE_NODE_ID));
	}

	@Test
	void aSecondProcessThatIsDialledByItsAddressDoesNotTakeTheFirstOnesPlace() {
		QuicTransport node = this.nodes.start("node");
		QuicTransport first = this.nodes.start("node-a");
		QuicTransport second = this.nodes.start("node-a");
		first.onRequest("who", RequestHandler.replying((request) -> new byte[] { 1 }));
		second.onRequest("who", RequestHandler.replying((request) -> new byte[] { 2 }));
		TestNodes.connect(first, node);
		get(node.connectPeer(PeerInfo.at(TestNodes.addressOf(second))));
		await().untilAsserted(() -> assertThat(second.stats().errors()).containsKey(ErrorCode.DUPLICATE_NODE_ID));
		assertThat(get(node.request(idOf(first), "who", new byte[0]))).containsExactly(1);
		assertThat(first.stats().connections().closed()).isZero();
		assertThat(second.stats().connections().open()).isZero();
	}

	@Test
	void aRestartedProcessTakesTheSilentOnesPlaceBeforeItsSilenceIsNoticed() {
		QuicTransport node = this.nodes.start("node",
				(options) -> options.withTimeouts((timeouts) -> timeouts.withIdle(TestNodes.PATIENCE.multipliedBy(2))));
		Events events = new Events();
		node.subscribe(events);
		QuicTransport killed = this.nodes.start("node-a", (options) -> options.withDrainGrace(Duration.ZERO));
		try (UdpRelay relay = UdpRelay.to(node.localAddress())) {
			get(killed.connectPeer(PeerInfo.of(idOf(node), "127.0.0.1:" + relay.address().getPort())));
			await().until(() -> node.isConnected(idOf(killed)));
			relay.bothWays(RelayConditions.CLEAN.withBlackHole(true));
			QuicTransport restarted = this.nodes.start("node-a");
			restarted.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
			get(restarted.connectPeer(infoOf(node)));
			assertThat(get(node.request(idOf(restarted), "echo", new byte[] { 2 }))).containsExactly(2);
			await().untilAsserted(
					() -> assertThat(events.log).containsExactly("up node-a", "down node-a RESTARTED", "up node-a"));
			assertThat(node.stats().connections().open()).isEqualTo(1);
			get(killed.stop());
		}
	}

	@Test
	void aMessageOfARestartedPeerThatOvertakesItsHelloIsNotTakenForARepeatedOne() {
		QuicTransport node = this.nodes.start("node");
		List<Byte> handled = new CopyOnWriteArrayList<>();
		node.onMessage("log", (message, context) -> handled.add(message.payload()[0]));
		try (RawPeers raw = new RawPeers()) {
			PeerId peer = new PeerId("node-a");
			int port = raw.listen(this.nodes.certificates.certificate(peer.value()));
			node.connectPeer(PeerInfo.of(peer, "127.0.0.1:" + port));
			RawConnection before = raw.accept();
			before.answer(peer.value());
			RawStream lane = before.open(StreamKind.LANE).write((out) -> RawPeers.event(out, 1, "log", (byte) 1));
			assertThat(lane.next().type()).isEqualTo(FrameType.ACK);
			before.close();
			RawConnection restarted = raw.accept();
			RawStream control = restarted.accept();
			assertThat(control.next().type()).isEqualTo(FrameType.HELLO);
			lane = restarted.open(StreamKind.LANE).write((out) -> RawPeers.event(out, 1, "log", (byte) 2));
			await().atMost(TestNodes.PATIENCE).until(() -> node.stats().quicStreams().open() == 2);
			control.write((out) -> RawConnection.hello(peer.value()).write(out));
			assertThat(lane.next().type()).isEqualTo(FrameType.ACK);
			await().atMost(TestNodes.PATIENCE)
				.untilAsserted(() -> assertThat(handled).containsExactly((byte) 1, (byte) 2));
		}
	}

	@Test
	void messagesOfARestartedPeerAreHandledWhateverAnOldConnectionBrings() {
		QuicTransport node = this.nodes.start("node");
		List<Byte> handled = new CopyOnWriteArrayList<>();
		node.onMessage("log", (message, context) -> handled.add(message.payload()[0]));
		try (RawPeers raw = new RawPeers()) {
			RawConnection retiring = dial(raw, node);
			retiring.greet(RawConnection.hello(RAW, 1, 0));
			RawStream old = retiring.open(StreamKind.LANE);
			RawConnection successor = dial(raw, node);
			successor.greet(RawConnection.hello(RAW, 1, 1));
			successor.close();
			await().atMost(TestNodes.PATIENCE).until(() -> !node.isConnected(new PeerId(RAW)));
			RawConnection restarted = dial(raw, node);
			restarted.greet(RawConnection.hello(RAW, 2, 0));
			old.write((out) -> RawPeers.event(out, 1, "log", (byte) 1));
			await().atMost(TestNodes.PATIENCE).until(() -> old.hasReceived(FrameType.ACK) || !retiring.isOpen());
			RawStream lane = restarted.open(StreamKind.LANE).write((out) -> RawPeers.event(out, 1, "log", (byte) 2));
			assertThat(lane.next().type()).isEqualTo(FrameType.ACK);
			await().atMost(TestNodes.PATIENCE).untilAsserted(() -> assertThat(handled).containsExactly((byte) 2));
			assertThat(retiring.closed().code()).isEqualTo(ErrorCode.PEER_RESTARTED.number());
		}
	}

	@Test
	void aRequestOnARetiringConnectionGoesOnWhenThePeerEndsTheNewerOneToStop() {
		QuicTransport node = this.nodes.start("node");
		CompletableFuture<byte[]> answer = new CompletableFuture<>();
		List<RequestContext> handled = new CopyOnWriteArrayList<>();
		node.onRequest("held", (request, context) -> {
			handled.add(context);
			return answer;
		});
		try (RawPeers raw = new RawPeers()) {
			RawConnection retiring = dial(raw, node);
			RawStream control = retiring.greet(RawConnection.hello(RAW, 1, 0));
			RawStream lane = retiring.open(StreamKind.LANE).write(IncarnationTests::held);
			await().atMost(TestNodes.PATIENCE).until(() -> handled.size() == 1);
			RawConnection successor = dial(raw, node);
			successor.greet(RawConnection.hello(RAW, 1, 1)).write((out) -> {
				new GoAway(ErrorCode.NOT_RUNNING, "", Map.of(), Set.of()).write(out);
				ControlFrames.writeDone(out);
			});
			assertThat(successor.closed().code()).isEqualTo(ErrorCode.NOT_RUNNING.number());
			await().atMost(TestNodes.PATIENCE).until(() -> !node.isConnected(new PeerId(RAW)));
			lane.write(IncarnationTests::held);
			control.write((out) -> ControlFrames.writePing(out, 1));
			control.awaitPong();
			assertThat(handled).singleElement().satisfies((context) -> assertThat(context.isCancelled()).isFalse());
			answer.complete(new byte[1]);
			assertThat(lane.next().type()).isEqualTo(FrameType.RESPONSE);
		}
	}

	private RawConnection dial(RawPeers raw, QuicTransport node) {
		return raw.dial(node, this.nodes.certificates.certificate(RAW));
	}

	private static void held(ByteBuf out) {
		MessageFrames.writeMessage(out, 1, 60_000, NetworkMessage.request(new PeerId("any"), "held", new byte[1]));
	}

	/**
	 * Keeps a log of what a listener is told.
	 */
	private static final class Events implements PeerListener {

		private final List<String> log = new CopyOnWriteArrayList<>();

		@Override
		public void peerUp(NodeInfo peer) {
			this.log.add("up " + peer.id());
		}

		@Override
		public void peerDown(PeerId peer, DownReason reason) {
			this.log.add("down " + peer + " " + reason);
		}

	}

}
