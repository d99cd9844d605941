package io.quictransport.quic;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.quictransport.RequestHandler;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.bytes;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Handlers on the executor: how they share its threads, and that none waits for another.
 */
class HandlerQueueTests {

	private static final int MANY = 48;

	private final TestNodes nodes = new TestNodes();

	private final CountDownLatch release = new CountDownLatch(1);

	private QuicTransport client;

	private QuicTransport server;

	@BeforeEach
	void connect() {
		this.client = this.nodes.start("client");
		this.server = this.nodes.start("server");
		TestNodes.connect(this.client, this.server);
		this.server.onRequest("quick", RequestHandler.replying((request) -> request.payload()));
	}

	@AfterEach
	void close() {
		this.release.countDown();
		this.nodes.close();
	}

	@Test
	void handlersThatBlockAllRunAtOnce() throws InterruptedException {
		CountDownLatch inside = new CountDownLatch(MANY);
		this.server.onRequest("slow", RequestHandler.replying((request) -> {
			inside.countDown();
			hold();
			return request.payload();
		}));
		shortHandlersAreTheRule();
		List<CompletableFuture<byte[]>> slow = ask("slow", MANY);
		assertThat(inside.await(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		this.release.countDown();
		slow.forEach(TestNodes::get);
	}

	@Test
	void aHandlerThatBlocksHoldsUpNeitherRequestsBehindItNorAnswersBeforeIt() {
		this.server.onRequest("slow", RequestHandler.replying((request) -> {
			hold();
			return request.payload();
		}));
		for (int round = 0; round < 10; round++) {
			shortHandlersAreTheRule();
			List<CompletableFuture<byte[]>> quick = new ArrayList<>(ask("quick", MANY));
			List<CompletableFuture<byte[]>> slow = ask("slow", 1);
			quick.addAll(ask("quick", MANY));
			quick.forEach(TestNodes::get);
			assertThat(slow).noneMatch(CompletableFuture::isDone);
		}
	}

	@Test
	void aHandlerMayWaitForAnotherOfItsNode() {
		this.server.onRequest("relay", RequestHandler
			.replying((request) -> get(this.server.request(idOf(this.client), "back", request.payload()))));
		this.client.onRequest("back", RequestHandler
			.replying((request) -> get(this.client.request(idOf(this.server), "quick", request.payload()))));
		shortHandlersAreTheRule();
		ask("relay", MANY).forEach(TestNodes::get);
	}

	/** After so many a thread is expected to be done with all that waits in no time. */
	private void shortHandlersAreTheRule() {
		for (int i = 0; i < 20; i++) {
			ask("quick", MANY).forEach(TestNodes::get);
		}
	}

	private List<CompletableFuture<byte[]>> ask(String path, int times) {
		List<CompletableFuture<byte[]>> asked = new ArrayList<>();
		for (int i = 0; i < times; i++) {
			asked.add(this.client.request(idOf(this.server), path, bytes("some")));
		}
		return asked;
	}

	private void hold() {
		try {
			assertThat(this.release.await(TestNodes.PATIENCE.toSeconds() * 6, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
