package io.quictransport.scenario.operating;

import io.quictransport.PeerId;
import io.quictransport.PeerPhase;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.connect;
import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What ends as planned is no error, neither in the counters nor in what is told of a
 * peer.
 */
class PlannedEndTests {

	private final TestNodes nodes = new TestNodes();

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void aPeerThatStopsIsNoError() {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b");
		connect(b, a);
		get(b.stop());
		await().atMost(TestNodes.PATIENCE).until(() -> !a.isConnected(new PeerId("node-b")));
		assertThat(a.stats().errors()).isEmpty();
		assertThat(a.peers()).allSatisfy((peer) -> assertThat(peer.lastFailure()).isNull());
		assertThat(b.stats().errors()).isEmpty();
	}

	@Test
	void aPeerThatIsDisconnectedIsNoErrorAtEitherEnd() {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b");
		connect(b, a);
		get(b.disconnect(idOf(a)));
		await().atMost(TestNodes.PATIENCE).until(() -> !a.isConnected(idOf(b)));
		assertThat(a.stats().errors()).isEmpty();
		assertThat(b.stats().errors()).isEmpty();
		assertThat(b.peers()).allSatisfy((peer) -> assertThat(peer.lastFailure()).isNull());
	}

	@Test
	void aCallToAPeerThatHasStoppedSaysThatItHasStopped() {
		QuicTransport a = this.nodes.start("node-a", (options) -> options.withReconnectMinBackoff(TestNodes.PATIENCE)
			.withReconnectMaxBackoff(TestNodes.PATIENCE));
		QuicTransport b = this.nodes.start("node-b");
		connect(a, b);
		PeerId gone = idOf(b);
		get(b.stop());
		await().atMost(TestNodes.PATIENCE).until(() -> a.peers().get(0).phase() == PeerPhase.DISCONNECTED);
		assertThat(failureOf(a.request(gone, "any", new byte[0]))).hasMessageContaining("PEER_STOPPED")
			.hasMessageNotContaining("last error");
	}

	@Test
	void aCallOfATransportThatDoesNotRunNamesPeerAndPath() {
		QuicTransport a = this.nodes.make(this.nodes.options("node-a"));
		assertThat(failureOf(a.request(new PeerId("node-b"), "orders", new byte[0])))
			.hasMessageContaining("peer=node-b")
			.hasMessageContaining("path=orders");
		assertThat(failureOf(a.send(new PeerId("node-b"), "orders", new byte[0]))).hasMessageContaining("peer=node-b")
			.hasMessageContaining("path=orders");
		assertThat(failureOf(a.openStream(new PeerId("node-b"), "orders"))).hasMessageContaining("peer=node-b")
			.hasMessageContaining("path=orders");
		assertThat(failureOf(a.disconnect(new PeerId("node-b")))).hasMessageContaining("peer=node-b");
	}

}
