package io.quictransport.faults;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.quictransport.NodeAddress;
import io.quictransport.PeerInfo;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.support.PeerTimes;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.RelayConditions;
import io.quictransport.testing.UdpRelay;

import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two nodes, of which the one has dialled the other, and the network between them: a
 * relay before each, so that neither can be dialled past it. When it closes, nothing may
 * be left of their connections.
 */
public final class RelayedPair implements AutoCloseable {

	public final TestNodes nodes = new TestNodes();

	public final QuicTransport a;

	public final QuicTransport b;

	/** What carries packets, as long as a has dialled. */
	public final UdpRelay relay;

	private final UdpRelay back;

	public final PeerTimes atA = new PeerTimes();

	public final PeerTimes atB = new PeerTimes();

	private RelayedPair(UnaryOperator<QuicTransportOptions> changesOfA,
			UnaryOperator<QuicTransportOptions> changesOfB) {
		this.b = this.nodes.start("node-b", changesOfB);
		this.a = this.nodes.start("node-a", changesOfA);
		this.relay = before(this.b);
		this.back = before(this.a);
		this.a.subscribe(this.atA);
		this.b.subscribe(this.atB);
	}

	private static UdpRelay before(QuicTransport node) {
		UdpRelay relay = UdpRelay.to(node.localAddress());
		get(node.announce(node.localNode().withAddresses(List.of(NodeAddress.of(relay.address())))));
		System.out.println("event=relayed node=" + idOf(node) + " relay=\"" + relay + "\"");
		return relay;
	}

	/** Changes how packets from a to b are treated. */
	public void aToB(RelayConditions conditions) {
		this.relay.toTarget(conditions);
		this.back.toClients(conditions);
	}

	/** Changes how packets from b to a are treated. */
	public void bToA(RelayConditions conditions) {
		this.relay.toClients(conditions);
		this.back.toTarget(conditions);
	}

	public void bothWays(RelayConditions conditions) {
		aToB(conditions);
		bToA(conditions);
	}

	/** Starts two nodes that do not know each other yet. */
	public static RelayedPair started(UnaryOperator<QuicTransportOptions> changes) {
		return new RelayedPair(changes, changes);
	}

	/** Starts two nodes and has them connected. */
	public static RelayedPair connected(UnaryOperator<QuicTransportOptions> changes) {
		return connected(changes, changes);
	}

	/** Starts two nodes with options of their own and has them connected. */
	public static RelayedPair connected(UnaryOperator<QuicTransportOptions> changesOfA,
			UnaryOperator<QuicTransportOptions> changesOfB) {
		RelayedPair pair = new RelayedPair(changesOfA, changesOfB);
		get(pair.a.connectPeer(pair.infoOfB()));
		await().untilAsserted(() -> pair.assertUpsAndDowns(1, 0));
		return pair;
	}

	public PeerInfo infoOfB() {
		return new PeerInfo(idOf(this.b), List.of(NodeAddress.of(this.relay.address())));
	}

	/** What each end's listener has been told so far. */
	public void assertUpsAndDowns(int ups, int downs) {
		for (PeerTimes log : List.of(this.atA, this.atB)) {
			assertThat(log.ups).as("ups, downs %s", log.reasons).hasSize(ups);
			assertThat(log.downs).as("downs %s", log.reasons).hasSize(downs);
		}
	}

	/** One connection has carried everything. */
	public void assertNoReconnect() {
		assertUpsAndDowns(1, 0);
		assertThat(this.a.stats().connections().dialled()).isEqualTo(1);
		assertThat(this.b.stats().connections().accepted()).isEqualTo(1);
	}

	/** Lets a fault last: its length is what the test is about. */
	public static void letPass(Duration time) {
		try {
			TimeUnit.NANOSECONDS.sleep(time.toNanos());
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	@Override
	public void close() {
		this.nodes.close();
		this.relay.close();
		this.back.close();
		for (QuicTransport node : List.of(this.a, this.b)) {
			assertThat(node.stats().connections().open()).isZero();
			assertThat(node.stats().quicStreams().open()).isZero();
			assertThat(node.stats().messages().inFlight()).isZero();
			assertThat(node.stats().handlers().running()).isZero();
		}
	}

}
