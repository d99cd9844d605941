package io.quictransport.promises;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.quictransport.support.RejectingExecutor;
import io.quictransport.Dispatch;
import io.quictransport.DownReason;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.PeerListener;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.StreamOpening;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.bytes;
import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Holds that nothing is lost or wedged by an executor that fails to take a task, whatever
 * it throws, nor by a handler whose exception cannot even be printed.
 */
class ExecutorFaultTests {

	private static final Duration LONG = Duration.ofHours(1);

	private final TestNodes nodes = new TestNodes();

	private final FailingExecutor executor = new FailingExecutor();

	private final AtomicInteger handled = new AtomicInteger();

	private QuicTransport a;

	private QuicTransport b;

	@BeforeEach
	void connect() {
		this.a = this.nodes.start("node-a",
				(options) -> options.withTimeouts((timeouts) -> timeouts.withRequest(LONG)));
		this.b = this.nodes.start("node-b", (options) -> options.withHandlerExecutor(this.executor));
		this.b.onMessage("count", (message, context) -> this.handled.incrementAndGet());
		this.b.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		TestNodes.connect(this.a, this.b);
	}

	@AfterEach
	void close() {
		this.nodes.close();
		this.executor.close();
	}

	@Test
	void aMessageThatTheExecutorFailsToTakeIsRefusedAndTheNextOnesAreHandled() {
		this.executor.failNext();
		assertRefused(this.a.send(idOf(this.b), "count", bytes("x")));
		for (int i = 0; i < 20; i++) {
			get(this.a.send(idOf(this.b), "count", bytes("x")));
		}
		await().atMost(TestNodes.PATIENCE).untilAtomic(this.handled, Matchers.is(20));
		assertThat(get(this.b.drain(LONG))).isTrue();
	}

	@Test
	void aRequestThatTheExecutorFailsToTakeIsRefusedAndTheNextOnesAreAnswered() {
		this.executor.failNext();
		assertRefused(this.a.request(idOf(this.b), "echo", bytes("x")));
		for (int i = 0; i < 20; i++) {
			assertThat(get(this.a.request(idOf(this.b), "echo", bytes("x")))).isEqualTo(bytes("x"));
		}
		assertThat(get(this.b.drain(LONG))).isTrue();
	}

	@Test
	void aStreamThatTheExecutorFailsToTakeIsRefusedAndHoldsNoPlace() {
		this.b.onStream("serve", (stream) -> stream.finish());
		this.executor.failNext();
		assertRefused(this.a.openStream(StreamOpening.of(idOf(this.b), "serve")));
		get(this.a.openStream(idOf(this.b), "serve")).finish();
		await().atMost(TestNodes.PATIENCE).until(() -> this.b.stats().handlers().running() == 0);
		assertThat(get(this.b.drain(LONG))).isTrue();
	}

	@Test
	void aStreamThatWasRefusedAsksTheExecutorForNothingMore() {
		RejectingExecutor full = new RejectingExecutor();
		QuicTransport c = this.nodes.start("node-c", (options) -> options.withHandlerExecutor(full));
		c.onStream("serve", (stream) -> stream.finish());
		c.onRequest(Route.path("later").withDispatch(Dispatch.EVENT_LOOP), (request, context) -> CompletableFuture
			.supplyAsync(request::payload, CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS)));
		TestNodes.connect(this.a, c);
		full.reject(true);
		assertRefused(this.a.openStream(StreamOpening.of(idOf(c), "serve")));
		// More is rejected only of what tries again by itself.
		get(this.a.request(idOf(c), "later", bytes("x")));
		assertThat(full.rejected()).isOne();
		full.reject(false);
		full.close();
	}

	@Test
	void aListenerIsToldWhatTheExecutorHasFailedToTake() throws InterruptedException {
		BlockingQueue<String> told = new LinkedBlockingQueue<>();
		this.b.subscribe(new PeerListener() {
			@Override
			public void peerUp(NodeInfo peer) {
				told.add("up");
			}

			@Override
			public void peerDown(PeerId peer, DownReason reason) {
				told.add("down");
			}
		});
		assertThat(told.poll(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("up");
		this.executor.failNext();
		get(this.a.disconnect(idOf(this.b)));
		assertThat(told.poll(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("down");
		TestNodes.connect(this.a, this.b);
		assertThat(told.poll(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("up");
	}

	@Test
	void theItemsOfAStreamArriveAlthoughTheExecutorHasFailedToTakeOne() throws InterruptedException {
		BlockingQueue<String> items = new LinkedBlockingQueue<>();
		this.b.onStream("read", (stream) -> stream.forEach((item) -> items.add("item")));
		var stream = get(this.a.openStream(idOf(this.b), "read"));
		get(stream.send(bytes("x")));
		assertThat(items.poll(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("item");
		await().atMost(TestNodes.PATIENCE).until(this.executor::isIdle);
		this.executor.failNext();
		get(stream.send(bytes("x")));
		assertThat(items.poll(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("item");
	}

	@Test
	void aRequestIsAnsweredAlthoughItsHandlersExceptionCannotBePrinted() {
		this.b.onRequest("fail", (request, context) -> {
			throw new UnprintableException();
		});
		NetworkException failure = failureOf(this.a.request(idOf(this.b), "fail", bytes("x")));
		assertThat(failure.code()).isEqualTo(ErrorCode.HANDLER_FAILED);
		assertThat(get(this.b.drain(LONG))).isTrue();
	}

	@Test
	void messagesAreHandledBehindOneWhoseExceptionCannotBePrinted() {
		this.b.onMessage("fail", (message, context) -> {
			if (this.handled.incrementAndGet() == 1) {
				throw new UnprintableException();
			}
		});
		for (int i = 0; i < 5; i++) {
			get(this.a.send(idOf(this.b), "fail", bytes("x")));
		}
		await().atMost(TestNodes.PATIENCE).untilAtomic(this.handled, Matchers.is(5));
		assertThat(get(this.b.drain(LONG))).isTrue();
	}

	@Test
	void aStreamIsEndedAlthoughItsHandlersExceptionCannotBePrinted() {
		this.b.onStream("fail", (stream) -> {
			throw new UnprintableException();
		});
		CompletableFuture<Void> closed = this.a.openStream(idOf(this.b), "fail")
			.thenCompose((stream) -> stream.closed());
		assertThat(failureOf(closed).code()).isEqualTo(ErrorCode.HANDLER_FAILED);
		assertThat(get(this.b.drain(LONG))).isTrue();
	}

	@Test
	void listenersAreToldBehindOneWhoseExceptionCannotBePrinted() throws InterruptedException {
		BlockingQueue<String> told = new LinkedBlockingQueue<>();
		this.b.subscribe(new PeerListener() {
			@Override
			public void peerDown(PeerId peer, DownReason reason) {
				throw new UnprintableException();
			}
		});
		this.b.subscribe(new PeerListener() {
			@Override
			public void peerUp(NodeInfo peer) {
				told.add("up");
			}

			@Override
			public void peerDown(PeerId peer, DownReason reason) {
				told.add("down");
			}
		});
		// Who subscribes after a peer has gone is told nothing of it.
		assertThat(told.poll(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("up");
		get(this.a.disconnect(idOf(this.b)));
		assertThat(told.poll(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("down");
	}

	private static void assertRefused(CompletableFuture<?> call) {
		NetworkException refused = failureOf(call);
		assertThat(refused.code()).isEqualTo(ErrorCode.OVERLOADED);
		assertThat(refused.outcome()).isEqualTo(Outcome.NOT_ACCEPTED);
	}

	/**
	 * Runs tasks on threads of its own, but fails for one as an executor does that the
	 * system gives no thread.
	 */
	private static final class FailingExecutor implements Executor, AutoCloseable {

		private final ExecutorService threads = Executors.newCachedThreadPool();

		private final AtomicInteger failures = new AtomicInteger();

		private final AtomicInteger running = new AtomicInteger();

		void failNext() {
			await().atMost(TestNodes.PATIENCE).until(this::isIdle);
			this.failures.set(1);
		}

		boolean isIdle() {
			return this.running.get() == 0;
		}

		@Override
		public void execute(Runnable task) {
			if (this.failures.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
				throw new OutOfMemoryError("unable to create native thread (made up by a test)");
			}
			this.running.incrementAndGet();
			this.threads.execute(() -> {
				try {
					task.run();
				}
				finally {
					this.running.decrementAndGet();
				}
			});
		}

		@Override
		public void close() {
			this.threads.shutdownNow();
		}

	}

	/**
	 * Throws when it is asked what it has to say.
	 */
	private static final class UnprintableException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			throw new IllegalStateException("there is no message");
		}

	}

}
