package io.quictransport.promises;

import java.lang.reflect.Method;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.ThreadExecutorMap;
import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.MessageStream;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.NetworkTransport;
import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.StreamOpening;
import io.quictransport.faults.RelayedPair;
import io.quictransport.internal.wire.StreamFrames;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.quic.TransportLimits;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.RelayConditions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.quictransport.support.TestNodes.bytes;
import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

/**
 * Holds that each future which the API returns completes, however the transport ends and
 * whatever else is under way. Times that would end a wait by themselves are an hour, so
 * that what is not told of its end waits for ever.
 */
class EveryFutureCompletesTests {

	private static final Duration LONG = Duration.ofHours(1);

	private final TestNodes nodes = new TestNodes();

	private final CountDownLatch release = new CountDownLatch(1);

	private final LinkedBlockingQueue<MessageStream> served = new LinkedBlockingQueue<>();

	@AfterEach
	void close() {
		this.release.countDown();
		this.nodes.close();
	}

	/**
	 * What the API returns futures for, each made to wait for something that never comes.
	 */
	private static Map<String, Pending> pending() {
		Map<String, Pending> all = new LinkedHashMap<>();
		all.put("drain", (test) -> {
			test.hangingRequest(test.b, test.a);
			return test.a.drain(LONG);
		});
		all.put("connectPeer", (test) -> test.a.connectPeer(new PeerInfo(new PeerId("node-silent"), test.silent())));
		all.put("connectPeer by address", (test) -> test.a.connectPeer(new PeerInfo(null, test.silent())));
		all.put("disconnect", (test) -> {
			test.hangingRequest(test.a, test.b);
			return test.a.disconnect(idOf(test.b));
		});
		all.put("request", (test) -> test.a.request(NetworkMessage.request(idOf(test.b), "hang", bytes("x")), LONG));
		all.put("request for a payload", (test) -> test.a.request(idOf(test.b), "hang", bytes("x")));
		all.put("request that is read in place", (test) -> test.a
			.request(NetworkMessage.request(idOf(test.b), "hang", bytes("x")), LONG, NetworkMessage::path));
		all.put("send", (test) -> test.a.send(NetworkMessage.message(test.dialled(), "any", bytes("x")), LONG));
		all.put("send of a payload", (test) -> test.a.send(test.dialled(), "any", bytes("x")));
		all.put("openStream", (test) -> test.a.openStream(StreamOpening.of(test.dialled(), "any")));
		all.put("MessageStream.send", (test) -> test.stuck(test.stream()));
		all.put("MessageStream.finish", (test) -> {
			MessageStream stream = test.stream();
			test.stuck(stream);
			return stream.finish();
		});
		all.put("MessageStream.forEach", (test) -> test.stream().forEach((item) -> {
		}));
		all.put("MessageStream.forEachPayload", (test) -> test.stream().forEachPayload((item) -> {
		}));
		all.put("MessageStream.closed", (test) -> test.stream().closed());
		return all;
	}

	/**
	 * What takes no time at all where a transport runs, so that it cannot be made to
	 * wait.
	 */
	private static final Set<String> AT_ONCE = Set.of("start", "stop", "undrain", "activity", "announce",
			"updatePeers");

	@SuppressWarnings("NullAway.Init") // connect() does it, first in each test
	private QuicTransport a;

	@SuppressWarnings("NullAway.Init")
	private QuicTransport b;

	static Stream<String> futures() {
		return pending().keySet().stream();
	}

	@Test
	void eachMethodThatReturnsAFutureIsTried() {
		Set<String> tried = new TreeSet<>(AT_ONCE);
		pending().keySet().forEach((name) -> tried.add(name.replaceAll(" .*|.*\\.", "")));
		for (Class<?> type : new Class<?>[] { NetworkTransport.class, MessageStream.class }) {
			for (Method method : type.getMethods()) {
				if (CompletableFuture.class.isAssignableFrom(method.getReturnType())) {
					assertThat(tried).contains(method.getName());
				}
			}
		}
	}

	@ParameterizedTest
	@MethodSource("futures")
	void whatIsPendingCompletesWhenTheTransportStops(String name) {
		connect();
		CompletableFuture<?> future = Objects.requireNonNull(pending().get(name)).of(this);
		assertThat(future).isNotDone();
		get(this.a.stop());
		assertCompletes(future);
	}

	@ParameterizedTest
	@MethodSource("futures")
	void whatIsPendingCompletesWhenTheEventLoopEnds(String name) {
		connect();
		CompletableFuture<EventExecutor> loop = new CompletableFuture<>();
		this.a.onRequest(Route.path("loop").withDispatch(Dispatch.EVENT_LOOP), (request, context) -> {
			loop.complete(ThreadExecutorMap.currentExecutor());
			return CompletableFuture.completedFuture(new byte[0]);
		});
		get(this.b.request(idOf(this.a), "loop", bytes("x")));
		CompletableFuture<?> future = Objects.requireNonNull(pending().get(name)).of(this);
		assertThat(future).isNotDone();
		get(loop).shutdownGracefully(0, 0, TimeUnit.SECONDS);
		assertCompletes(future);
	}

	private static void assertCompletes(CompletableFuture<?> future) {
		assertThatCode(() -> future.get(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS)).satisfiesAnyOf(
				(cause) -> assertThat(cause).isNull(),
				(cause) -> assertThat(cause).cause().isInstanceOf(NetworkException.class));
	}

	@Test
	void aDrainIsOverWhenItsTransportHasStopped() {
		connect();
		hangingRequest(this.b, this.a);
		CompletableFuture<Boolean> drained = this.a.drain(LONG);
		get(this.a.stop());
		assertThat(get(drained)).isFalse();
	}

	@Test
	void aDrainMayBeGivenAllTheTimeThereIs() {
		connect();
		assertThat(get(this.a.drain(ChronoUnit.FOREVER.getDuration()))).isTrue();
	}

	@Test
	void aStreamThatOutlivesItsTransportFailsEachCall() {
		connect();
		MessageStream stream = stream();
		get(this.a.stop());
		failureOf(stream.closed());
		assertThat(failureOf(call(() -> stream.send(bytes("late"))))).isNotNull();
		assertThat(failureOf(call(stream::finish))).isNotNull();
		assertThatCode(() -> stream.reset(ErrorCode.CANCELLED, "late")).doesNotThrowAnyException();
	}

	@Test
	void forEachThatBeginsAfterTheStopEndsWithTheStreamsFailure() {
		connect();
		MessageStream stream = stream();
		get(this.a.stop());
		assertThat(failureOf(call(() -> stream.forEach((item) -> {
		})))).isNotNull();
	}

	@Test
	void aSubscriberThatAsksAfterTheStopIsToldTheEnd() throws InterruptedException {
		connect();
		this.b.onStream("three", (stream) -> {
			for (int i = 0; i < 3; i++) {
				stream.send(new byte[] { (byte) i });
			}
		});
		MessageStream stream = get(this.a.openStream(idOf(this.b), "three"));
		CompletableFuture<Flow.Subscription> subscribed = new CompletableFuture<>();
		CompletableFuture<Throwable> ended = new CompletableFuture<>();
		CountDownLatch first = new CountDownLatch(1);
		stream.items().subscribe(new Flow.Subscriber<>() {
			@Override
			public void onSubscribe(Flow.Subscription subscription) {
				subscription.request(1);
				subscribed.complete(subscription);
			}

			@Override
			public void onNext(byte[] item) {
				first.countDown();
			}

			@Override
			public void onError(Throwable cause) {
				ended.complete(cause);
			}

			@Override
			public void onComplete() {
				ended.completeExceptionally(new AssertionError("the stream has not ended well"));
			}
		});
		assertThat(first.await(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		get(this.a.stop());
		Flow.Subscription subscription = get(subscribed);
		assertThatCode(() -> subscription.request(10)).doesNotThrowAnyException();
		assertThat(get(ended)).isInstanceOf(NetworkException.class);
	}

	@Test
	void stopDoesNotWaitForAPeerThatIsSilentWhenNothingIsInFlight() {
		try (RelayedPair pair = RelayedPair.connected((options) -> options.withDrainGrace(LONG)
			.withTimeouts((timeouts) -> timeouts.withIdle(LONG).withPingInterval(Duration.ofMillis(100))))) {
			pair.bothWays(RelayConditions.BLACK_HOLE);
			CompletableFuture<Void> stopped = pair.a.stop();
			try {
				get(stopped);
			}
			finally {
				pair.bothWays(RelayConditions.CLEAN);
			}
		}
	}

	@Test
	void connectPeerWaitsForTheNewConnectionWhileTheOldOneIsGivenUp() {
		connect((options) -> options.withDrainGrace(LONG));
		this.b.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		CompletableFuture<?> inFlight = hangingRequest(this.a, this.b);
		CompletableFuture<Void> disconnected = this.a.disconnect(idOf(this.b));
		CompletableFuture<NodeInfo> connected = this.a.connectPeer(TestNodes.infoOf(this.b));
		this.release.countDown();
		get(inFlight);
		get(disconnected);
		get(connected);
		assertThat(get(this.a.request(idOf(this.b), "echo", bytes("x")))).isEqualTo(bytes("x"));
	}

	static Stream<Ending> endings() {
		return Stream.of(new Ending("cancel", (future) -> future.cancel(false)),
				new Ending("completeExceptionally", (future) -> future.completeExceptionally(new TimeoutException())),
				new Ending("complete", (future) -> future.complete(null)),
				new Ending("orTimeout", (future) -> future.orTimeout(1, TimeUnit.MILLISECONDS)),
				new Ending("completeOnTimeout", (future) -> future.completeOnTimeout(null, 1, TimeUnit.MILLISECONDS)));
	}

	@ParameterizedTest
	@MethodSource("endings")
	void aRequestThatItsCallerHasEndedIsCancelledAndHoldsNothing(Ending ending) throws InterruptedException {
		connect();
		CountDownLatch cancelled = new CountDownLatch(1);
		CountDownLatch handled = new CountDownLatch(1);
		this.b.onRequest("wait", (request, context) -> {
			context.onCancel(cancelled::countDown);
			handled.countDown();
			return new CompletableFuture<>();
		});
		CompletableFuture<NetworkMessage> call = this.a
			.request(NetworkMessage.request(idOf(this.b), "wait", bytes("x")), LONG);
		assertThat(handled.await(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		ending.end().accept(call);
		assertThat(cancelled.await(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("the handler is told")
			.isTrue();
		await().atMost(TestNodes.PATIENCE).until(() -> this.a.stats().messages().inFlight() == 0);
	}

	@ParameterizedTest
	@MethodSource("endings")
	void anOpeningThatItsCallerHasEndedIsGivenUp(Ending ending) {
		connect();
		CompletableFuture<MessageStream> opening = this.a.openStream(StreamOpening.of(dialled(), "any"));
		await().atMost(TestNodes.PATIENCE).until(() -> this.a.stats().messages().inFlight() == 1);
		ending.end().accept(opening);
		await().atMost(TestNodes.PATIENCE).until(() -> this.a.stats().messages().inFlight() == 0);
	}

	private void connect() {
		connect((options) -> options.withDrainGrace(Duration.ofMillis(200)));
	}

	private void connect(UnaryOperator<QuicTransportOptions> changes) {
		UnaryOperator<QuicTransportOptions> patient = (options) -> changes
			.apply(options.withTimeouts((timeouts) -> timeouts.withRequest(LONG).withConnect(LONG)));
		this.a = this.nodes.start("node-a", patient);
		this.b = this.nodes.start("node-b", patient);
		RequestHandler hang = (request, context) -> {
			try {
				this.release.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return CompletableFuture.completedFuture(new byte[0]);
		};
		this.a.onRequest("hang", hang);
		this.b.onRequest("hang", hang);
		this.b.onStream("unread", this.served::add);
		TestNodes.connect(this.a, this.b);
	}

	private CompletableFuture<byte[]> hangingRequest(QuicTransport from, QuicTransport to) {
		CompletableFuture<byte[]> reply = from.request(idOf(to), "hang", bytes("x"));
		await().atMost(TestNodes.PATIENCE).until(() -> to.stats().handlers().running() == 1);
		return reply;
	}

	/** A peer that is being dialled where nobody answers. */
	private PeerId dialled() {
		PeerId id = new PeerId("node-silent");
		this.a.connectPeer(new PeerInfo(id, silent()));
		await().atMost(TestNodes.PATIENCE)
			.until(() -> this.a.peers().stream().anyMatch((peer) -> peer.id().equals(id)));
		return id;
	}

	private List<NodeAddress> silent() {
		try {
			DatagramSocket socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
			return List.of(NodeAddress.of((InetSocketAddress) socket.getLocalSocketAddress()));
		}
		catch (SocketException ex) {
			throw new AssertionError(ex);
		}
	}

	private MessageStream stream() {
		return get(this.a.openStream(idOf(this.b), "unread"));
	}

	/**
	 * Sends all that its reader has room for, and one item more, which waits.
	 */
	private CompletableFuture<Void> stuck(MessageStream stream) {
		int item = 64 * 1024;
		for (int i = 0; i < TransportLimits.DEFAULT_STREAM_BUFFER / StreamFrames.cost(item); i++) {
			get(stream.send(new byte[item]));
		}
		return stream.send(new byte[item]);
	}

	/** What a call throws instead of returning a future counts as that. */
	private static CompletableFuture<?> call(Supplier<CompletableFuture<?>> call) {
		try {
			return call.get();
		}
		catch (RuntimeException ex) {
			throw new AssertionError("thrown, not returned as a failed future", ex);
		}
	}

	/**
	 * Has a call of a test's transport wait.
	 */
	@FunctionalInterface
	private interface Pending {

		CompletableFuture<?> of(EveryFutureCompletesTests test);

	}

	/**
	 * One way for a caller to end a future.
	 *
	 * @param name its name
	 * @param end does it
	 */
	record Ending(String name, Consumer<CompletableFuture<?>> end) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
