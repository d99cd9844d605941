package io.quictransport.testing.contract;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.quictransport.ConnectionSnapshot;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.NetworkTransport;
import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PeerConnectionException;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.PeerPhase;
import io.quictransport.PeerSnapshot;
import io.quictransport.RequestHandler;
import org.junit.jupiter.api.Test;

import static io.quictransport.testing.contract.ContractNodes.idOf;
import static io.quictransport.testing.contract.ContractNodes.infoOf;
import static io.quictransport.testing.contract.Results.eventually;
import static io.quictransport.testing.contract.Results.failureOf;
import static io.quictransport.testing.contract.Results.get;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Specifies how peers are connected and disconnected.
 */
public interface PeerContract extends TransportContract {

	@Test
	default void bothEndsKnowWhatTheOtherSaysOfItself() {
		NetworkTransport a = nodes().start("node-a",
				(options) -> options.withServices(Set.of("orders", "billing")).withMetadata(Map.of("zone", "eu-1")));
		NetworkTransport b = nodes().start("node-b",
				(options) -> options.withAdvertisedAddresses(List.of(NodeAddress.parse("192.0.2.7:9000"))));
		assertThat(get(a.connectPeer(infoOf(b)))).isEqualTo(b.localNode());
		eventually().until(() -> b.isConnected(idOf(a)));
		assertThat(a.isConnected(idOf(b))).isTrue();
		PeerSnapshot atA = a.peers().get(0);
		PeerSnapshot atB = b.peers().get(0);
		assertThat(atA.info()).isEqualTo(b.localNode());
		assertThat(atB.info()).isEqualTo(a.localNode());
		assertThat(atA.phase()).isEqualTo(PeerPhase.CONNECTED);
		assertThat(atA.connection()).isNotNull()
			.returns(b.localAddress(), ConnectionSnapshot::remoteAddress)
			.returns(true, ConnectionSnapshot::dialled);
		assertThat(atB.connection()).isNotNull().returns(false, ConnectionSnapshot::dialled);
		assertThat(b.localNode().addresses()).containsExactly(NodeAddress.parse("192.0.2.7:9000"));
	}

	@Test
	default void aPeerThatIsConnectedIsNotDialledAgain() {
		Pair pair = Pair.of(nodes());
		List<CompletableFuture<NodeInfo>> again = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			again.add(pair.a().connectPeer(infoOf(pair.b())));
			again.add(pair.b().connectPeer(infoOf(pair.a())));
		}
		again.forEach(Results::get);
		assertThat(pair.a().stats().connections().dialled() + pair.b().stats().connections().dialled()).isEqualTo(1);
		assertThat(pair.a().stats().connections().open()).isEqualTo(1);
		assertThat(pair.b().stats().connections().open()).isEqualTo(1);
	}

	@Test
	default void anAddressAloneIsEnoughToFindAPeer() {
		NetworkTransport a = nodes().start("node-a");
		NetworkTransport b = nodes().start("node-b");
		PeerInfo somebody = new PeerInfo(null, List.of(NodeAddress.of(b.localAddress())));
		assertThat(get(a.connectPeer(somebody)).id()).isEqualTo(idOf(b));
		assertThat(a.isConnected(idOf(b))).isTrue();
	}

	@Test
	default void anotherNodeAtThePeersAddressIsNotTakenForIt() {
		NetworkTransport a = nodes().start("node-a");
		NetworkTransport b = nodes().start("node-b");
		PeerId expected = new PeerId("node-x");
		NetworkException failure = failureOf(a.connectPeer(new PeerInfo(expected, infoOf(b).addresses())));
		assertThat(failure).isInstanceOf(PeerConnectionException.class);
		assertThat(failure.code()).isEqualTo(ErrorCode.PEER_ID_MISMATCH);
		assertThat(failure.isRetryable()).isFalse();
		assertThat(a.isConnected(expected)).isFalse();
		assertThat(a.isConnected(idOf(b))).isFalse();
	}

	@Test
	default void aNodeThatDialsItselfIsToldSo() {
		NetworkTransport a = nodes().start("node-a");
		for (PeerInfo self : List.of(infoOf(a), new PeerInfo(null, infoOf(a).addresses()))) {
			NetworkException failure = failureOf(a.connectPeer(self));
			assertThat(failure).isInstanceOf(PeerConnectionException.class);
			assertThat(failure.code()).isEqualTo(ErrorCode.SELF_CONNECTION);
		}
		assertThat(a.peers()).isEmpty();
	}

	@Test
	default void aPeerThatIsNotThereYetIsDialledUntilItIs() {
		NetworkTransport a = nodes().start("node-a",
				(options) -> options.withTimeouts((timeouts) -> timeouts.withConnect(Duration.ofSeconds(1))));
		NetworkTransport gone = nodes().start("node-b");
		PeerInfo info = infoOf(gone);
		get(gone.stop());
		NetworkException failure = failureOf(a.connectPeer(info));
		assertThat(failure).isInstanceOf(PeerConnectionException.class);
		assertThat(failure.isRetryable()).isTrue();
		assertThat(a.isConnected(idOf(gone))).isFalse();
		assertThat(a.peers()).singleElement()
			.satisfies((peer) -> assertThat(peer.lastFailure()).isNotNull())
			.returns(false, PeerSnapshot::isConnected);
		startAgain(gone, info);
		eventually().until(() -> a.isConnected(idOf(gone)));
	}

	@Test
	default void anAddressIsGivenUpWhenAllWhoAskedForItHaveCancelled() {
		NetworkTransport a = nodes().start("node-a",
				(options) -> options.withTimeouts((timeouts) -> timeouts.withConnect(Duration.ofMillis(500))));
		NetworkTransport gone = nodes().start("node-b");
		PeerInfo info = infoOf(gone);
		PeerInfo somebody = new PeerInfo(null, info.addresses());
		get(gone.stop());
		CompletableFuture<NodeInfo> cancelled = a.connectPeer(somebody);
		if (!cancelled.cancel(true)) {
			// The dial has failed before.
			assertThat(failureOf(cancelled)).isInstanceOf(PeerConnectionException.class);
		}
		CompletableFuture<NodeInfo> failed = a.connectPeer(somebody);
		assertThat(failureOf(failed)).isInstanceOf(PeerConnectionException.class);
		assertThat(failed.cancel(true)).isFalse();
		startAgain(gone, info);
		eventually().during(Duration.ofSeconds(1)).until(() -> !a.isConnected(idOf(gone)));
		a.connectPeer(somebody);
		eventually().until(() -> a.isConnected(idOf(gone)));
	}

	@Test
	default void anAddressIsDialledUntilAllWhoAskedForItHaveCancelled() {
		NetworkTransport a = nodes().start("node-a");
		NetworkTransport gone = nodes().start("node-b");
		PeerInfo info = infoOf(gone);
		PeerInfo somebody = new PeerInfo(null, info.addresses());
		get(gone.stop());
		CompletableFuture<NodeInfo> one = a.connectPeer(somebody);
		a.connectPeer(somebody);
		one.cancel(true);
		one.cancel(true);
		startAgain(gone, info);
		eventually().until(() -> a.isConnected(idOf(gone)));
	}

	@Test
	default void aCallToAPeerThatIsNotConnectedIsNotSentAndMayBeTriedAgain() {
		Pair pair = Pair.of(nodes());
		get(pair.b().stop());
		eventually().until(() -> !pair.a().isConnected(pair.idOfB()));
		for (CompletableFuture<?> call : callsTo(pair.idOfB(), pair.a())) {
			assertThat(failureOf(call)).returns(ErrorCode.NOT_CONNECTED, NetworkException::code)
				.returns(Outcome.NOT_SENT, NetworkException::outcome)
				.returns(true, NetworkException::isRetryable);
		}
	}

	@Test
	default void aCallToAnIdThatNobodyKnowsFailsForGood() {
		NetworkTransport a = nodes().start("node-a");
		for (CompletableFuture<?> call : callsTo(new PeerId("node-x"), a)) {
			assertThat(failureOf(call)).returns(ErrorCode.UNKNOWN_PEER, NetworkException::code)
				.returns(Outcome.NOT_SENT, NetworkException::outcome)
				.returns(false, NetworkException::isRetryable)
				.hasMessageContaining("peer=node-x")
				.hasMessageContaining("path=any")
				.hasMessageContaining("connectPeer");
		}
		assertThat(a.stats().errors()).containsEntry(ErrorCode.UNKNOWN_PEER, 3L);
	}

	private static List<CompletableFuture<?>> callsTo(PeerId peer, NetworkTransport from) {
		return List.of(from.request(peer, "any", new byte[1]), from.send(peer, "any", new byte[1]),
				from.openStream(peer, "any"));
	}

	@Test
	default void aRestartedPeerIsConnectedAgainAndServes() {
		Pair pair = Pair.of(nodes());
		PeerInfo info = infoOf(pair.b());
		get(pair.b().stop());
		eventually().until(() -> !pair.a().isConnected(pair.idOfB()));
		NetworkTransport reborn = startAgain(pair.b(), info);
		reborn.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		eventually().until(() -> pair.a().isConnected(pair.idOfB()));
		assertThat(get(pair.request("echo", new byte[] { 7 }))).containsExactly(7);
	}

	@Test
	default void aDisconnectedPeerIsGoneAndMayDialAgain() {
		Pair pair = Pair.of(nodes());
		get(pair.a().disconnect(pair.idOfB()));
		assertThat(pair.a().isConnected(pair.idOfB())).isFalse();
		assertThat(pair.a().peers()).isEmpty();
		assertThat(pair.a().stats().connections().open()).isZero();
		assertThat(failureOf(pair.request("echo", new byte[1])).code()).isEqualTo(ErrorCode.UNKNOWN_PEER);
		eventually().until(() -> !pair.b().isConnected(pair.idOfA()));
		ContractNodes.connect(pair.b(), pair.a());
		assertThat(get(pair.request("echo", new byte[] { 9 }))).containsExactly(9);
	}

	@Test
	default void aPeerThatWantsTheConnectionComesBackAfterADisconnect() {
		Pair pair = Pair.of(nodes());
		get(pair.b().disconnect(pair.idOfA()));
		eventually().until(() -> pair.b().isConnected(pair.idOfA()) && pair.a().stats().connections().dialled() == 2);
		eventually().until(() -> pair.a().isConnected(pair.idOfB()));
		assertThat(get(pair.request("echo", new byte[] { 9 }))).containsExactly(9);
	}

	@Test
	default void aPeerThatIsWantedAgainWhileItIsLeftIsConnectedAgain() {
		Pair pair = Pair.of(nodes());
		CompletableFuture<Void> closed = pair.a().disconnect(pair.idOfB());
		get(pair.a().connectPeer(infoOf(pair.b())));
		get(closed);
		eventually().until(() -> pair.a().stats().connections().dialled() == 2 && pair.a().isConnected(pair.idOfB()));
		assertThat(get(pair.request("echo", new byte[] { 9 }))).containsExactly(9);
	}

	@Test
	default void disconnectingAPeerThatIsNotKnownDoesNothing() {
		get(nodes().start("node-a").disconnect(new PeerId("node-x")));
	}

	@Test
	default void aDisconnectLetsWorkInFlightFinishAndTakesNoNew() {
		Pair pair = Pair.patient(nodes());
		CompletableFuture<Void> running = new CompletableFuture<>();
		CountDownLatch release = new CountDownLatch(1);
		pair.b().onRequest("wait", (request, context) -> {
			running.complete(null);
			release.await();
			return CompletableFuture.completedFuture(request.payload());
		});
		CompletableFuture<byte[]> call = pair.request("wait", new byte[] { 5 });
		get(running);
		CompletableFuture<Void> closed = pair.a().disconnect(pair.idOfB());
		NetworkException failure = failureOf(pair.a().request(pair.message("echo"), Duration.ofMillis(300)));
		assertThat(failure.code()).isEqualTo(ErrorCode.NOT_CONNECTED);
		assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
		assertThat(closed).isNotDone();
		release.countDown();
		assertThat(get(call)).containsExactly(5);
		get(closed);
	}

	@Test
	default void peersAreListedInTheOrderOfTheirIds() {
		NetworkTransport a = nodes().start("node-a");
		for (String id : List.of("node-d", "node-b", "node-c")) {
			ContractNodes.connect(nodes().start(id), a);
		}
		assertThat(a.peers()).extracting((peer) -> peer.id().value()).containsExactly("node-b", "node-c", "node-d");
		assertThat(a.stats().connections().accepted()).isEqualTo(3);
		assertThat(a.stats().connections().open()).isEqualTo(3);
	}

	/** A new process of a node that has stopped, at the same address. */
	private NetworkTransport startAgain(NetworkTransport stopped, PeerInfo at) {
		return nodes().start(idOf(stopped).value(),
				(options) -> options.withBindAddress(new InetSocketAddress("127.0.0.1", at.addresses().get(0).port())));
	}

}
