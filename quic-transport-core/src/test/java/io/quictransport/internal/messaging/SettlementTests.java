package io.quictransport.internal.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.quictransport.Dispatch;
import io.quictransport.NetworkMessage;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.Holdings;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A peer forgets what is settled, also while one request takes long: else its memory
 * fills up and it refuses everything.
 */
class SettlementTests {

	private static final int BURST = 100;

	@Test
	void aSlowRequestDoesNotUseUpThePeersMemoryOfRequests() {
		requestsBehindASlowOne(3_000, 10);
	}

	@Test
	void aSlowRequestDoesNotUseUpThePeersMemoryOfReplies() {
		requestsBehindASlowOne(400, 60_000);
	}

	@Test
	void aNodeThatDisconnectsOftenDoesNotUseUpThePeersMemory() {
		try (TestNodes nodes = new TestNodes()) {
			QuicTransport a = nodes.start("node-a");
			QuicTransport b = nodes.start("node-b",
					(options) -> options.withLimits(options.limits().withMaxInFlight(1)));
			b.onRequest(Route.path("echo").withDispatch(Dispatch.EVENT_LOOP),
					RequestHandler.replying(NetworkMessage::payload));
			for (int connection = 0; connection < 15; connection++) {
				TestNodes.connect(a, b);
				for (int i = 0; i < Settlement.MESSAGES - 20; i++) {
					assertThat(get(a.request(idOf(b), "echo", new byte[1]))).hasSize(1);
				}
				get(a.disconnect(idOf(b)));
			}
		}
	}

	@Test
	void pathsOfASetThatAreNotUsedAnyMoreAreForgotten() throws Exception {
		try (TestNodes nodes = new TestNodes()) {
			QuicTransport a = nodes.start("node-a");
			QuicTransport b = nodes.start("node-b");
			b.onMessage(Route.matching((path) -> path.startsWith("order.")), (message, context) -> {
			});
			TestNodes.connect(a, b);
			for (int i = 0; i < 10 * Settlement.MESSAGES + 5; i++) {
				get(a.send(idOf(b), "order." + i, new byte[1]));
			}
			assertThat(Holdings.now().instancesOf("Inbox")).isBetween(1L, 2L * Settlement.MESSAGES);
		}
	}

	private static void requestsBehindASlowOne(int count, int size) {
		try (TestNodes nodes = new TestNodes()) {
			QuicTransport a = nodes.start("node-a");
			// Twice as many, and the bytes, are remembered at most, with some to spare.
			QuicTransport b = nodes.start("node-b", (options) -> options
				.withLimits(options.limits().withMaxInFlight(256).withMaxQueuedBytes(8 * 1024 * 1024)));
			CompletableFuture<byte[]> late = new CompletableFuture<>();
			b.onRequest("slow", (request, context) -> late);
			b.onRequest(Route.path("echo").withDispatch(Dispatch.EVENT_LOOP),
					RequestHandler.replying(NetworkMessage::payload));
			TestNodes.connect(a, b);
			CompletableFuture<NetworkMessage> slow = a.request(NetworkMessage.request(idOf(b), "slow", new byte[1]),
					Duration.ofSeconds(90));
			for (int sent = 0; sent < count; sent += BURST) {
				List<CompletableFuture<byte[]>> burst = new ArrayList<>(BURST);
				for (int i = 0; i < BURST; i++) {
					burst.add(a.request(idOf(b), "echo", new byte[size]));
				}
				burst.forEach((reply) -> assertThat(get(reply)).hasSize(size));
			}
			late.complete(new byte[1]);
			assertThat(get(slow).payload()).hasSize(1);
		}
	}

}
