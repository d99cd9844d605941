package io.quictransport.promises;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.ThreadExecutorMap;
import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.MessageStream;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.PeerListener;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.StreamOpening;
import io.quictransport.TransportState;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.CapturedLogs;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.quictransport.support.TestNodes.bytes;
import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Holds that a transport whose event loop has ended without being asked to knows it: it
 * says so, fails its calls, and can be stopped and started.
 */
class LostEventLoopTests {

	private static final Duration LONG = Duration.ofHours(1);

	private final TestNodes nodes = new TestNodes();

	private final CapturedLogs logs = new CapturedLogs();

	private QuicTransport a;

	private QuicTransport b;

	private CompletableFuture<byte[]> inFlight;

	private MessageStream stream;

	@BeforeEach
	void loseTheLoop() {
		this.a = this.nodes.start("node-a",
				(options) -> options.withTimeouts((timeouts) -> timeouts.withRequest(LONG)));
		this.b = this.nodes.start("node-b",
				(options) -> options.withTimeouts((timeouts) -> timeouts.withRequest(LONG)));
		CompletableFuture<EventExecutor> loop = new CompletableFuture<>();
		this.a.onRequest(Route.path("loop").withDispatch(Dispatch.EVENT_LOOP), (request, context) -> {
			loop.complete(ThreadExecutorMap.currentExecutor());
			return CompletableFuture.completedFuture(new byte[0]);
		});
		this.b.onRequest("hang", (request, context) -> new CompletableFuture<>());
		this.b.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		this.b.onStream("hold", (held) -> {
		});
		TestNodes.connect(this.a, this.b);
		get(this.b.request(idOf(this.a), "loop", bytes("x")));
		this.inFlight = this.a.request(idOf(this.b), "hang", bytes("x"));
		this.stream = get(this.a.openStream(idOf(this.b), "hold"));
		await().atMost(TestNodes.PATIENCE).until(() -> this.b.stats().handlers().running() == 2);
		this.logs.begin();
		get(loop).shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
	}

	@AfterEach
	void close() {
		this.logs.end();
		this.nodes.close();
	}

	@Test
	void whatIsInFlightFails() {
		assertThat(failureOf(this.inFlight)).isNotNull();
		assertThat(failureOf(this.stream.closed())).isNotNull();
	}

	@Test
	void theFiguresAndTheStateSayThatNothingRuns() {
		await().atMost(TestNodes.PATIENCE).until(() -> this.a.state() != TransportState.RUNNING);
		await().atMost(TestNodes.PATIENCE).until(() -> this.a.stats().connections().open() == 0);
		assertThat(this.a.isConnected(idOf(this.b))).isFalse();
		assertThat(this.logs.texts())
			.anySatisfy((line) -> assertThat(line).startsWith("event=event_loop_ended").contains("node=node-a"));
	}

	@Test
	void itCanBeStoppedAndStarted() {
		get(this.a.stop());
		get(this.a.start());
		TestNodes.connect(this.a, this.b);
		assertThat(get(this.a.request(idOf(this.b), "echo", bytes("x")))).isEqualTo(bytes("x"));
	}

	static Stream<String> calls() {
		return new LostEventLoopTests().all().keySet().stream();
	}

	@ParameterizedTest
	@MethodSource("calls")
	void eachCallFailsAsOnATransportThatIsNotRunning(String name) {
		CompletableFuture<?> result = Objects.requireNonNull(all().get(name)).get();
		Throwable failure = catchThrowable(() -> result.get(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS));
		assertThat(failure).cause()
			.isInstanceOfSatisfying(NetworkException.class,
					(cause) -> assertThat(cause.code()).isEqualTo(ErrorCode.NOT_RUNNING));
	}

	@Test
	void whatReturnsNoFutureThrowsNothing() {
		assertThatCode(() -> {
			this.a.rotateConnections();
			this.a.peers();
			this.a.subscribe(new PeerListener() {
			}).close();
			this.stream.reset(ErrorCode.CANCELLED, "late");
			this.inFlight.cancel(false);
		}).doesNotThrowAnyException();
	}

	private Map<String, Supplier<CompletableFuture<?>>> all() {
		Map<String, Supplier<CompletableFuture<?>>> all = new LinkedHashMap<>();
		all.put("request", () -> this.a.request(NetworkMessage.request(idOf(this.b), "echo", bytes("x")), LONG));
		all.put("request for a payload", () -> this.a.request(idOf(this.b), "echo", bytes("x")));
		all.put("send", () -> this.a.send(NetworkMessage.message(idOf(this.b), "any", bytes("x")), LONG));
		all.put("openStream", () -> this.a.openStream(StreamOpening.of(idOf(this.b), "hold")));
		all.put("connectPeer", () -> this.a.connectPeer(TestNodes.infoOf(this.b)));
		all.put("disconnect", () -> this.a.disconnect(idOf(this.b)));
		all.put("announce", () -> this.a.announce(this.a.localNode()));
		all.put("drain", () -> this.a.drain(LONG));
		return all;
	}

}
