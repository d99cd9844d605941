package io.quictransport.scenario.operating;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.quictransport.Dispatch;
import io.quictransport.EventLoopStats;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.bytes;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What is seen of a node whose event loop a handler blocks.
 */
class BlockedEventLoopTests {

	private final TestNodes nodes = new TestNodes();

	private final CountDownLatch blocked = new CountDownLatch(1);

	@AfterEach
	void close() {
		this.blocked.countDown();
		this.nodes.close();
	}

	@Test
	void aLoopThatAHandlerBlocksIsSilentUntilTheHandlerReturns() {
		QuicTransport b = this.nodes.start("node-b");
		CompletableFuture<Void> begun = new CompletableFuture<>();
		b.onRequest(Route.path("block").withDispatch(Dispatch.EVENT_LOOP), RequestHandler.replying((request) -> {
			begun.complete(null);
			waitForTheTest();
			return request.payload();
		}));
		QuicTransport a = this.nodes.start("node-a");
		TestNodes.connect(a, b);
		CompletableFuture<byte[]> reply = a.request(idOf(b), "block", bytes("x"));
		get(begun);
		await().atMost(TestNodes.PATIENCE).until(() -> longestSilence(b).compareTo(Duration.ofSeconds(1)) >= 0);
		assertThat(longestSilence(a)).isLessThan(longestSilence(b));
		this.blocked.countDown();
		get(reply);
		await().atMost(TestNodes.PATIENCE).until(() -> longestSilence(b).isZero());
	}

	private void waitForTheTest() {
		try {
			this.blocked.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static Duration longestSilence(QuicTransport node) {
		return node.eventLoops().stream().map(EventLoopStats::silent).max(Duration::compareTo).orElseThrow();
	}

}
