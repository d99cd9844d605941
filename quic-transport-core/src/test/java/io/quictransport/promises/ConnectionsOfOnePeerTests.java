package io.quictransport.promises;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.quictransport.attack.RawConnection;
import io.quictransport.attack.RawPeers;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.TransportLimits;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Holds that the limit on inbound connections counts each of them, also those of a peer
 * that is connected already and dials again and again.
 */
class ConnectionsOfOnePeerTests {

	private static final int ADMITTED = 2;

	private final TestNodes nodes = new TestNodes();

	private final RawPeers raw = new RawPeers();

	@AfterEach
	void close() {
		this.raw.close();
		this.nodes.close();
	}

	@Test
	void aPeerThatReplacesItsConnectionAgainAndAgainHoldsNoMoreThanTheLimit() {
		QuicTransport b = start();
		List<RawConnection> connections = replaceTenTimes(b);
		await().atMost(TestNodes.PATIENCE)
			.untilAsserted(() -> assertThat(connections.stream().filter(RawConnection::isOpen).count())
				.isLessThanOrEqualTo(ADMITTED));
		assertThat(b.stats().connections().open()).isEqualTo(1);
	}

	@Test
	void anotherPeerIsAdmittedBesideIt() {
		QuicTransport b = start();
		replaceTenTimes(b);
		this.raw.dial(b, this.nodes.certificates.certificate("node-y")).greet("node-y");
		await().atMost(TestNodes.PATIENCE).until(() -> b.stats().connections().open() == 2);
	}

	private QuicTransport start() {
		return this.nodes.start("node-b", (options) -> options.withDrainGrace(Duration.ofHours(1))
			.withLimits(new TransportLimits().withMaxInboundConnections(ADMITTED)));
	}

	private List<RawConnection> replaceTenTimes(QuicTransport node) {
		List<RawConnection> connections = new ArrayList<>();
		for (int generation = 0; generation < 10; generation++) {
			RawConnection next = this.raw.dial(node, this.nodes.certificates.certificate("node-x"));
			next.greet(RawConnection.hello("node-x", 42, generation));
			connections.add(next);
		}
		return connections;
	}

}
