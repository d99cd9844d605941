package io.quictransport.testing.contract;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.NetworkTransport;
import io.quictransport.NodeAddress;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.TransportException;
import io.quictransport.TransportState;
import org.junit.jupiter.api.Test;

import static io.quictransport.testing.contract.Results.eventually;
import static io.quictransport.testing.contract.Results.failureOf;
import static io.quictransport.testing.contract.Results.get;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Specifies how a node starts and stops.
 */
public interface LifecycleContract extends TransportContract {

	@Test
	default void aNodeIsStoppedUntilItIsStarted() {
		NetworkTransport node = nodes().make("node-a");
		assertThat(node.state()).isEqualTo(TransportState.STOPPED);
		assertThat(node.localAddress().getPort()).isZero();
		assertThat(node.localNode().id()).isEqualTo(new PeerId("node-a"));
		assertThat(node.localNode().addresses()).isEmpty();
		get(node.start());
		assertThat(node.state()).isEqualTo(TransportState.RUNNING);
		assertThat(node.localAddress().getPort()).isPositive();
		assertThat(node.localNode().addresses()).contains(NodeAddress.of(node.localAddress()));
		assertThat(node.peers()).isEmpty();
	}

	@Test
	default void aSecondStartOrStopDoesNothing() {
		NetworkTransport node = nodes().make("node-a");
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
		node.close();
		assertThat(node.state()).isEqualTo(TransportState.STOPPED);
	}

	@Test
	default void startAndStopMayOvertakeEachOther() {
		NetworkTransport node = nodes().make("node-a");
		List.of(node.start(), node.stop(), node.start(), node.stop()).forEach(Results::get);
		get(node.start());
		assertThat(node.state()).isEqualTo(TransportState.RUNNING);
	}

	@Test
	default void aStartThatCannotBindFailsAndMayBeTriedAgain() {
		NetworkTransport first = nodes().start("node-a");
		NetworkTransport second = nodes().make("node-b", (options) -> options.withBindAddress(first.localAddress())
			.withTimeouts((timeouts) -> timeouts.withBind(Duration.ZERO)));
		NetworkException failure = failureOf(second.start());
		assertThat(failure).isInstanceOf(TransportException.class);
		assertThat(failure.code()).isEqualTo(ErrorCode.BIND_FAILED);
		assertThat(second.state()).isEqualTo(TransportState.STOPPED);
		get(second.stop());
		get(first.stop());
		get(second.start());
		assertThat(second.state()).isEqualTo(TransportState.RUNNING);
	}

	@Test
	default void handlersAndListenersOutliveAStopAndPeersDoNot() {
		NetworkTransport a = nodes().start("node-a");
		NetworkTransport b = nodes().make("node-b");
		b.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		EventLog events = new EventLog(b);
		for (int round = 0; round < 2; round++) {
			get(b.start());
			assertThat(b.peers()).isEmpty();
			ContractNodes.connect(b, a);
			assertThat(get(a.request(ContractNodes.idOf(b), "echo", new byte[] { 3 }))).containsExactly(3);
			get(b.stop());
			assertThat(b.peers()).isEmpty();
			int told = 2 * (round + 1);
			eventually().until(() -> events.entries.size() == told);
		}
		assertThat(events.entries).containsExactly("up node-a", "down node-a LOCAL_STOP", "up node-a",
				"down node-a LOCAL_STOP");
	}

	@Test
	default void countersDoNotGoBackOverStopAndStart() {
		Pair pair = Pair.of(nodes());
		get(pair.request("echo", new byte[10]));
		get(pair.a().stop());
		get(pair.a().start());
		assertThat(pair.a().stats().messages().sent()).isEqualTo(1);
		assertThat(pair.a().stats().messages().bytesSent()).isEqualTo(10);
		assertThat(pair.a().stats().messages().received()).isEqualTo(1);
		assertThat(pair.a().stats().connections().dialled()).isEqualTo(1);
		assertThat(pair.a().stats().connections().closed()).isEqualTo(1);
		assertThat(pair.a().stats().connections().open()).isZero();
		assertThat(pair.a().stats().messages().inFlight()).isZero();
	}

	@Test
	default void nothingCanBeSentBeforeTheStartOrAfterTheStop() {
		NetworkTransport node = nodes().make("node-a");
		assertNotRunning(node);
		get(node.start());
		get(node.stop());
		assertNotRunning(node);
	}

	private static void assertNotRunning(NetworkTransport node) {
		PeerId other = new PeerId("node-b");
		List<CompletableFuture<?>> calls = List.of(node.send(other, "any", new byte[1]),
				node.send(NetworkMessage.message(other, "any", new byte[1]), Pair.TIMEOUT),
				node.request(other, "any", new byte[1]),
				node.request(NetworkMessage.request(other, "any", new byte[1]), Pair.TIMEOUT),
				node.connectPeer(PeerInfo.of(other, "127.0.0.1:1")), node.disconnect(other),
				node.announce(node.localNode()), node.drain(Duration.ZERO));
		assertThat(calls).allSatisfy((call) -> {
			assertThat(call).isDone();
			NetworkException failure = failureOf(call);
			assertThat(failure.code()).isEqualTo(ErrorCode.NOT_RUNNING);
			assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
			assertThat(failure.isRetryable()).isFalse();
		});
		assertThat(node.isConnected(other)).isFalse();
		assertThat(node.peers()).isEmpty();
		assertThat(node.stats().errors()).containsKey(ErrorCode.NOT_RUNNING);
	}

	@Test
	default void whatBlocksFailsOnAnEventLoopInsteadOfHanging() {
		Pair pair = Pair.of(nodes());
		CompletableFuture<ErrorCode> ofJoin = new CompletableFuture<>();
		CompletableFuture<ErrorCode> ofClose = new CompletableFuture<>();
		pair.b().onRequest(Route.path("block").withDispatch(Dispatch.EVENT_LOOP), (request, context) -> {
			ofJoin.complete(codeOf(() -> pair.b().request(context.peer(), "any", new byte[0]).join()));
			ofClose.complete(codeOf(pair.b()::close));
			return CompletableFuture.completedFuture(new byte[0]);
		});
		get(pair.request("block", new byte[0]));
		assertThat(get(ofJoin)).isEqualTo(ErrorCode.BLOCKING_ON_EVENT_LOOP);
		assertThat(get(ofClose)).isEqualTo(ErrorCode.BLOCKING_ON_EVENT_LOOP);
		assertThat(pair.b().state()).isEqualTo(TransportState.RUNNING);
	}

	private static ErrorCode codeOf(Runnable call) {
		try {
			call.run();
		}
		catch (NetworkException ex) {
			return ex.code();
		}
		throw new AssertionError("expected a failure");
	}

}
