package io.quictransport.scenario.operating;

import java.time.Duration;
import java.util.List;

import io.quictransport.ConnectionEnds;
import io.quictransport.PeerId;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.CapturedLogs;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static io.quictransport.support.TestNodes.infoOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A rolling restart looks like what it is: nothing that an alert would fire for.
 */
class RollingRestartTests {

	private final TestNodes nodes = new TestNodes();

	private final CapturedLogs logs = new CapturedLogs();

	@BeforeEach
	void capture() {
		this.logs.begin();
	}

	@AfterEach
	void close() {
		this.logs.end();
		this.nodes.close();
	}

	@Test
	void everyEndIsExpectedAndNothingIsAnErrorOrAWarning() {
		List<QuicTransport> all = List.of(start("node-a"), start("node-b"), start("node-c"));
		// One after the other: what two dials at the same time come to is another matter.
		all.forEach((node) -> all.stream()
			.filter((other) -> other != node)
			.forEach((other) -> get(node.connectPeer(infoOf(other)))));
		all.forEach((node) -> awaitConnected(node, all));
		for (QuicTransport node : all) {
			get(node.stop());
			all.stream().filter((other) -> other != node).forEach((other) -> awaitDials(other, idOf(node)));
			get(node.start());
			dialOthers(node, all);
			all.forEach((each) -> awaitConnected(each, all));
		}
		for (QuicTransport node : all) {
			assertThat(node.connectionEnds().recent()).as("ends at " + idOf(node))
				.isNotEmpty()
				.allSatisfy((end) -> assertThat(end.expected()).as(end.toString()).isTrue());
			assertThat(node.stats().errors()).as("errors at " + idOf(node)).isEmpty();
			assertThat(node.connectionEnds().counts().keySet()).as("ends at " + idOf(node))
				.allMatch(ConnectionEnds.Kind::expected);
			assertThat(node.stats().handshakes().failed()).as("failures at " + idOf(node)).isZero();
			assertThat(node.unreached()).isEmpty();
		}
		assertThat(this.logs.warnings("connection_refused")).isEmpty();
		assertThat(this.logs.warnings("peer_unreachable")).isEmpty();
	}

	/** The others look for the node while it is away. */
	private static void awaitDials(QuicTransport node, PeerId gone) {
		await().atMost(TestNodes.PATIENCE)
			.until(() -> node.unreached()
				.stream()
				.anyMatch((peer) -> gone.equals(peer.id()) && peer.stopped() && peer.failures() > 0));
	}

	private static void awaitConnected(QuicTransport node, List<QuicTransport> all) {
		all.stream()
			.filter((other) -> other != node)
			.forEach((other) -> await().atMost(TestNodes.PATIENCE).until(() -> node.isConnected(idOf(other))));
		// Of two that were dialled at the same time one has given way.
		await().atMost(TestNodes.PATIENCE).until(() -> node.stats().connections().open() == all.size() - 1);
	}

	private static void dialOthers(QuicTransport node, List<QuicTransport> all) {
		all.stream().filter((other) -> other != node).forEach((other) -> node.connectPeer(infoOf(other)));
	}

	private QuicTransport start(String id) {
		return this.nodes.start(id, (options) -> options.withReconnectMinBackoff(Duration.ofMillis(10))
			.withReconnectMaxBackoff(Duration.ofMillis(100)));
	}

}
