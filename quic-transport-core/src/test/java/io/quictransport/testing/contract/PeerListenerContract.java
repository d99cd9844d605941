package io.quictransport.testing.contract;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.quictransport.ConfigurationException;
import io.quictransport.NetworkMessage;
import io.quictransport.NetworkTransport;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerListener;
import io.quictransport.RequestHandler;
import org.junit.jupiter.api.Test;

import static io.quictransport.testing.contract.ContractNodes.idOf;
import static io.quictransport.testing.contract.Results.eventually;
import static io.quictransport.testing.contract.Results.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Specifies the events that listeners receive about peers, and the updates that peers
 * receive about this node.
 */
public interface PeerListenerContract extends TransportContract {

	@Test
	default void aPeerThatStopsIsDownForThatReason() {
		NetworkTransport a = nodes().start("node-a");
		EventLog events = new EventLog(a);
		Pair pair = Pair.connected(a, nodes().start("node-b"));
		get(pair.b().stop());
		eventually()
			.untilAsserted(() -> assertThat(events.entries).containsExactly("up node-b", "down node-b PEER_STOPPED"));
		assertThat(a.isConnected(idOf(pair.b()))).isFalse();
	}

	@Test
	default void aPeerThatOnlyDialledIsForgottenWhenItStops() {
		Pair pair = Pair.of(nodes());
		get(pair.a().stop());
		eventually().until(() -> pair.b().peers().isEmpty());
	}

	@Test
	default void aDisconnectIsToldAtBothEnds() {
		NetworkTransport a = nodes().start("node-a");
		NetworkTransport b = nodes().start("node-b");
		EventLog atA = new EventLog(a);
		EventLog atB = new EventLog(b);
		ContractNodes.connect(a, b);
		get(a.disconnect(idOf(b)));
		eventually().untilAsserted(() -> {
			assertThat(atA.entries).containsExactly("up node-b", "down node-b DISCONNECTED");
			assertThat(atB.entries).containsExactly("up node-a", "down node-a CLOSED_BY_PEER");
		});
	}

	@Test
	default void aNewListenerIsToldFirstWhoIsUpAlready() {
		Pair pair = Pair.of(nodes());
		EventLog events = new EventLog(pair.a());
		ContractNodes.connect(pair.a(), nodes().start("node-c"));
		eventually().untilAsserted(() -> assertThat(events.entries).containsExactly("up node-b", "up node-c"));
	}

	@Test
	default void aListenerThatThrowsKeepsNoOtherFromBeingTold() {
		NetworkTransport a = nodes().start("node-a");
		a.subscribe(new PeerListener() {
			@Override
			public void peerUp(NodeInfo peer) {
				throw new IllegalStateException("not this one");
			}
		});
		EventLog events = new EventLog(a);
		ContractNodes.connect(a, nodes().start("node-b"));
		eventually().untilAsserted(() -> assertThat(events.entries).containsExactly("up node-b"));
	}

	@Test
	default void aListenerWhoseSubscriptionIsClosedIsToldNothingMore() {
		NetworkTransport a = nodes().start("node-a");
		EventLog closed = new EventLog(a);
		EventLog open = new EventLog(a);
		closed.subscription.close();
		closed.subscription.close();
		ContractNodes.connect(a, nodes().start("node-b"));
		eventually().until(() -> open.entries.size() == 1);
		assertThat(closed.entries).isEmpty();
	}

	@Test
	default void aListenerMayBlock() {
		NetworkTransport a = nodes().start("node-a");
		NetworkTransport b = nodes().start("node-b");
		b.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		CompletableFuture<byte[]> answer = new CompletableFuture<>();
		a.subscribe(new PeerListener() {
			@Override
			public void peerUp(NodeInfo peer) {
				answer.complete(a.request(peer.id(), "echo", new byte[] { 8 }).join());
			}
		});
		ContractNodes.connect(a, b);
		assertThat(get(answer)).containsExactly(8);
	}

	@Test
	default void aChangeOfTheNodeReachesTheListenersOfAllPeers() {
		NetworkTransport a = nodes().start("node-a");
		NetworkTransport b = nodes().start("node-b");
		NetworkTransport c = nodes().start("node-c");
		ContractNodes.connect(a, b);
		ContractNodes.connect(c, a);
		EventLog atB = new EventLog(b);
		EventLog atC = new EventLog(c);
		eventually().until(() -> atB.entries.size() == 1 && atC.entries.size() == 1);
		long version = a.localNode().version();
		get(a.announce(a.localNode().withServices(Set.of("search")).withVersion(0)));
		// Of changes in quick succession listeners may hear the last only.
		eventually().until(() -> atB.entries.size() == 2 && atC.entries.size() == 2);
		get(a.announce(a.localNode().withServices(Set.of("sort"))));
		for (EventLog events : new EventLog[] { atB, atC }) {
			eventually().untilAsserted(() -> assertThat(events.entries).containsExactly("up node-a",
					"updated node-a [search] " + (version + 1), "updated node-a [sort] " + (version + 2)));
		}
		assertThat(a.localNode().services()).containsExactly("sort");
		assertThat(b.peers().get(0).info()).isEqualTo(a.localNode());
	}

	@Test
	default void aNodeThatConnectsLaterIsToldOfTheChangeToo() {
		NetworkTransport a = nodes().start("node-a");
		NetworkTransport b = nodes().start("node-b");
		get(a.updatePeers(a.localNode().withMetadata(Map.of("zone", "eu-1"))));
		ContractNodes.connect(b, a);
		assertThat(b.peers().get(0).info()).isEqualTo(a.localNode());
		assertThat(a.localNode().metadata()).containsEntry("zone", "eu-1");
	}

	@Test
	default void aNodeSpeaksForItselfOnly() {
		NetworkTransport a = nodes().start("node-a");
		assertThatExceptionOfType(ConfigurationException.class)
			.isThrownBy(() -> a.announce(NodeInfo.of(new PeerId("node-b"))).join());
		assertThatExceptionOfType(ConfigurationException.class).isThrownBy(() -> a.drain(Duration.ofMillis(-1)).join());
	}

}
