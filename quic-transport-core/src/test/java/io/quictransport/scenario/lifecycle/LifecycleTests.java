package io.quictransport.scenario.lifecycle;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.TransportException;
import io.quictransport.TransportState;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Starting and stopping, again and again.
 */
class LifecycleTests {

	private static final PeerId OTHER = new PeerId("node-b");

	private final TestNodes nodes = new TestNodes();

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void aNodeStartsAndStopsThreeTimesAndServesEachTime() {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.make(this.nodes.options("node-b"));
		b.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		for (int round = 0; round < 3; round++) {
			assertThat(b.state()).isEqualTo(TransportState.STOPPED);
			get(b.start());
			assertThat(b.state()).isEqualTo(TransportState.RUNNING);
			TestNodes.connect(b, a);
			assertThat(get(a.request(OTHER, "echo", new byte[] { 3 }))).containsExactly(3);
			get(b.stop());
		}
		assertThat(b.stats().connections().dialled()).isEqualTo(3);
		assertThat(b.stats().connections().closed()).isEqualTo(3);
		assertThat(b.stats().quicStreams().open()).isZero();
		assertThat(b.stats().messages().inFlight()).isZero();
	}

	@Test
	void aSecondStartOrStopDoesNothing() {
		QuicTransport node = this.nodes.make(this.nodes.options("node-b"));
		get(node.stop());
		CompletableFuture<Void> first = node.start();
		CompletableFuture<Void> second = node.start();
		get(first);
		get(second);
		InetSocketAddress bound = node.localAddress();
		get(node.start());
		assertThat(node.localAddress()).isEqualTo(bound);
		CompletableFuture<Void> stopped = node.stop();
		get(node.stop());
		get(stopped);
		get(node.stop());
		assertThat(node.state()).isEqualTo(TransportState.STOPPED);
	}

	@Test
	void startAndStopMayOvertakeEachOther() {
		QuicTransport node = this.nodes.make(this.nodes.options("node-b"));
		CompletableFuture<Void> started = node.start();
		CompletableFuture<Void> stopped = node.stop();
		CompletableFuture<Void> again = node.start();
		get(started);
		get(stopped);
		get(again);
		await().until(() -> node.state() == TransportState.RUNNING || node.state() == TransportState.STOPPED);
		get(node.start());
		assertThat(node.state()).isEqualTo(TransportState.RUNNING);
	}

	@Test
	void nothingCanBeSentBeforeTheStartOrAfterTheStop() {
		QuicTransport node = this.nodes.make(this.nodes.options("node-a"));
		assertNotRunning(node);
		get(node.start());
		get(node.stop());
		assertNotRunning(node);
		assertThat(node.isConnected(OTHER)).isFalse();
		assertThat(node.peers()).isEmpty();
	}

	@Test
	void aNodeAcceptsConnectionsAsSoonAsItsStartIsDone() {
		QuicTransport a = this.nodes.start("node-a");
		for (int round = 0; round < 5; round++) {
			QuicTransport b = this.nodes.make(this.nodes.options("node-b"));
			CompletableFuture<NodeInfo> connected = b.start()
				.thenCompose((started) -> a.connectPeer(TestNodes.infoOf(b)));
			assertThat(get(connected).id()).isEqualTo(OTHER);
			get(a.disconnect(OTHER));
			get(b.stop());
		}
	}

	@Test
	void aStoppedNodeLeavesNoThreadBehind() {
		QuicTransport a = this.nodes.start("node-threads-a");
		QuicTransport b = this.nodes.start("node-threads-b");
		TestNodes.connect(a, b);
		assertThat(threadsOf("node-threads")).isPositive();
		a.close();
		b.close();
		await().atMost(TestNodes.PATIENCE).until(() -> threadsOf("node-threads") == 0);
	}

	@Test
	void closingOnAnEventLoopFailsInsteadOfHanging() {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b");
		TestNodes.connect(a, b);
		CompletableFuture<NetworkException> thrown = new CompletableFuture<>();
		b.onRequest(Route.path("close").withDispatch(Dispatch.EVENT_LOOP), (request, context) -> {
			try {
				b.close();
			}
			catch (NetworkException ex) {
				thrown.complete(ex);
			}
			return CompletableFuture.completedFuture(new byte[0]);
		});
		get(a.request(idOf(b), "close", new byte[0]));
		assertThat(get(thrown)).isInstanceOf(TransportException.class);
		assertThat(get(thrown).code()).isEqualTo(ErrorCode.BLOCKING_ON_EVENT_LOOP);
		assertThat(b.state()).isEqualTo(TransportState.RUNNING);
	}

	private static void assertNotRunning(QuicTransport node) {
		Stream
			.of(node.send(OTHER, "any", new byte[1]), node.request(OTHER, "any", new byte[1]),
					node.request(NetworkMessage.request(OTHER, "any", new byte[1]), Duration.ofSeconds(1)),
					node.connectPeer(PeerInfo.of(OTHER, "127.0.0.1:1")), node.disconnect(OTHER),
					node.announce(node.localNode()), node.drain(Duration.ZERO))
			.forEach((call) -> {
				assertThat(call).isDone();
				NetworkException failure = failureOf(call);
				assertThat(failure.code()).isEqualTo(ErrorCode.NOT_RUNNING);
				assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
				assertThat(failure).hasMessageContaining("call start()").hasMessageContaining("state=STOPPED");
			});
	}

	private static long threadsOf(String node) {
		return Thread.getAllStackTraces().keySet().stream().filter((thread) -> thread.getName().contains(node)).count();
	}

}
