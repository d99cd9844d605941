package io.quictransport.scenario.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.MessageException;
import io.quictransport.MessageStream;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.PeerInfo;
import io.quictransport.Registration;
import io.quictransport.Route;
import io.quictransport.StreamOpening;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.TransportLimits;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.RelayConditions;
import io.quictransport.testing.UdpRelay;
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
 * Two-way streams of messages: what each end sees of the other's items, ends and errors.
 */
class StreamTests {

	private final TestNodes nodes = new TestNodes();

	private final BlockingQueue<MessageStream> served = new LinkedBlockingQueue<>();

	private QuicTransport a;

	private QuicTransport b;

	@BeforeEach
	void connect() {
		this.a = this.nodes.start("node-a");
		this.b = this.nodes.start("node-b");
		TestNodes.connect(this.a, this.b);
	}

	@AfterEach
	void nothingIsLeft() {
		await().atMost(TestNodes.PATIENCE).untilAsserted(() -> {
			for (QuicTransport node : List.of(this.a, this.b)) {
				assertThat(node.stats().messages().inFlight()).isZero();
				assertThat(node.stats().handlers().running()).isZero();
				// The control stream is open as long as the connection.
				assertThat(node.stats().quicStreams().open()).isLessThanOrEqualTo(node.stats().connections().open());
			}
		});
		this.nodes.close();
	}

	@Test
	void anUploadTakesAFewLines() {
		List<Integer> received = new ArrayList<>();
		this.b.onStream("upload",
				(stream) -> stream.forEach((chunk) -> received.add(chunk.length)).thenRun(stream::finish));

		MessageStream upload = get(this.a.openStream(idOf(this.b), "upload"));
		for (int i = 0; i < 100; i++) {
			get(upload.send(new byte[i]));
		}
		upload.finish();
		get(upload.closed());
		assertThat(received).hasSize(100).isSorted();
	}

	@Test
	void aDownloadTakesAFewLines() {
		this.b.onStream("download", (stream) -> {
			for (int i = 0; i < 100; i++) {
				stream.send(new byte[50_000]).join();
			}
			stream.finish();
		});

		MessageStream download = get(this.a.openStream(idOf(this.b), "download"));
		download.finish();
		List<Integer> received = new ArrayList<>();
		get(download.forEach((chunk) -> received.add(chunk.length)));
		get(download.closed());
		assertThat(received).hasSize(100).containsOnly(50_000);
	}

	@Test
	void aChatTakesAFewLines() throws InterruptedException {
		this.b.onStream("chat", (stream) -> stream.forEach((line) -> stream.send(bytes("you said " + text(line))))
			.thenRun(stream::finish));

		BlockingQueue<String> answers = new LinkedBlockingQueue<>();
		MessageStream chat = get(this.a.openStream(idOf(this.b), "chat"));
		CompletableFuture<Void> heard = chat.forEach((line) -> answers.add(text(line)));
		for (String line : List.of("hello", "", "good bye")) {
			chat.send(bytes(line));
			assertThat(answers.poll(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("you said " + line);
		}
		chat.finish();
		get(heard);
		get(chat.closed());
	}

	@Test
	void bothEndsKnowPeerPathHeadersAndDeadline() {
		serve("path");
		MessageStream here = get(this.a.openStream(StreamOpening.of(idOf(this.b), "path")
			.withHeaders(Map.of("trace", "1"))
			.withTimeout(Duration.ofSeconds(60))));
		MessageStream there = next();
		assertThat(here.peer()).isEqualTo(idOf(this.b));
		assertThat(there.peer()).isEqualTo(idOf(this.a));
		for (MessageStream each : List.of(here, there)) {
			assertThat(each.path()).isEqualTo("path");
			assertThat(each.headers()).containsEntry("trace", "1");
			assertThat(each.remaining().orElseThrow()).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60));
		}
		here.cancel();
	}

	@Test
	void eachDirectionEndsOnItsOwn() {
		serve("path");
		MessageStream here = open("path");
		MessageStream there = next();
		get(here.finish());
		assertThat(collect(there)).isEmpty();
		get(there.send(bytes("late")));
		get(there.send(bytes("later")));
		assertThat(here.closed()).isNotDone();
		get(there.finish());
		assertThat(collect(here)).containsExactly("late", "later");
		get(here.closed());
		get(there.closed());
	}

	@Test
	void anItemOfTheLargestSizeArrivesWholeAndALargerOneIsRefusedByName() {
		serve("path");
		MessageStream here = open("path");
		MessageStream there = next();
		byte[] largest = new byte[TransportLimits.DEFAULT_MAX_MESSAGE_SIZE];
		largest[largest.length - 1] = 7;
		assertThat(failureOf(here.send(new byte[largest.length + 1]))).satisfies((ex) -> {
			assertThat(ex.code()).isEqualTo(ErrorCode.MESSAGE_TOO_LARGE);
			assertThat(ex.outcome()).isEqualTo(Outcome.NOT_SENT);
		});
		get(here.send(largest));
		here.finish();
		List<byte[]> received = new ArrayList<>();
		get(there.forEach(received::add));
		assertThat(received).containsExactly(largest);
		there.finish();
		get(here.closed());
	}

	@Test
	void itemsOfManySendersKeepEachSendersOrder() {
		serve("path");
		MessageStream here = open("path");
		MessageStream there = next();
		CompletableFuture<?>[] senders = new CompletableFuture<?>[4];
		for (int i = 0; i < senders.length; i++) {
			int sender = i;
			senders[i] = CompletableFuture.runAsync(() -> {
				for (int j = 0; j < 500; j++) {
					here.send(new byte[] { (byte) sender, (byte) (j >> 8), (byte) j });
				}
			});
		}
		CompletableFuture.allOf(senders).thenRun(here::finish);
		int[] next = new int[senders.length];
		get(there.forEach((item) -> assertThat((item[1] & 0xff) << 8 | item[2] & 0xff).isEqualTo(next[item[0]]++)));
		assertThat(next).containsOnly(500);
		there.finish();
		get(here.closed());
	}

	@Test
	void aStreamNobodyServesIsRefused() {
		NetworkException refused = failureOf(this.a.openStream(idOf(this.b), "nowhere"));
		assertThat(refused.code()).isEqualTo(ErrorCode.NO_SUCH_PATH);
		assertThat(refused.outcome()).isEqualTo(Outcome.NOT_ACCEPTED);
	}

	@Test
	void aStreamToANodeThatIsNotConnectedFailsAtOnce() {
		get(this.b.stop());
		await().atMost(TestNodes.PATIENCE).until(() -> !this.a.isConnected(idOf(this.b)));
		await().atMost(TestNodes.PATIENCE)
			.untilAsserted(() -> assertThat(failureOf(this.a.openStream(idOf(this.b), "path")).code())
				.isEqualTo(ErrorCode.NOT_CONNECTED));
	}

	@Test
	void aDrainingNodeRefusesNewStreamsAndKeepsOpenOnes() {
		serve("path");
		MessageStream here = open("path");
		MessageStream there = next();
		CompletableFuture<Boolean> drained = this.b.drain(Duration.ofSeconds(10));
		await().atMost(TestNodes.PATIENCE)
			.untilAsserted(() -> assertThat(failureOf(this.a.openStream(idOf(this.b), "path")).code())
				.isEqualTo(ErrorCode.DRAINING));
		get(here.send(bytes("still here")));
		here.finish();
		assertThat(collect(there)).containsExactly("still here");
		assertThat(drained).isNotDone();
		there.finish();
		assertThat(get(drained)).isTrue();
	}

	@Test
	void aHandlerThatThrowsGivesTheOpenerATypedError() {
		this.b.onStream("typed", (stream) -> {
			throw (MessageException) NetworkException.of(ErrorCode.OVERLOADED, Outcome.NOT_ACCEPTED, "come back later",
					io.quictransport.ErrorContext.NONE);
		});
		this.b.onStream(Route.path("any").withDispatch(Dispatch.EVENT_LOOP), (stream) -> {
			throw new IllegalStateException("secret");
		});
		NetworkException typed = failureOf(get(this.a.openStream(idOf(this.b), "typed")).closed());
		assertThat(typed.code()).isEqualTo(ErrorCode.OVERLOADED);
		assertThat(typed.detail()).isEqualTo("come back later");
		NetworkException any = failureOf(get(this.a.openStream(idOf(this.b), "any")).closed());
		assertThat(any.code()).isEqualTo(ErrorCode.HANDLER_FAILED);
		assertThat(any.getMessage()).doesNotContain("secret");
	}

	@Test
	void aResetFromEitherEndReachesTheOtherWithItsCodeBehindWhatCameBefore() {
		serve("path");
		for (boolean fromHere : List.of(true, false)) {
			MessageStream here = open("path");
			MessageStream there = next();
			MessageStream from = fromHere ? here : there;
			MessageStream to = fromHere ? there : here;
			get(from.send(bytes("before")));
			from.reset(ErrorCode.OVERLOADED, "enough");
			List<String> received = new ArrayList<>();
			NetworkException seen = failureOf(to.forEach((item) -> received.add(text(item))));
			assertThat(received).containsExactly("before");
			assertThat(seen.code()).isEqualTo(ErrorCode.OVERLOADED);
			assertThat(seen.detail()).isEqualTo("enough");
			assertThat(failureOf(to.closed()).code()).isEqualTo(ErrorCode.OVERLOADED);
			assertThat(failureOf(from.closed()).code()).isEqualTo(ErrorCode.OVERLOADED);
			assertThat(failureOf(from.send(bytes("after"))).code()).isEqualTo(ErrorCode.OVERLOADED);
			assertThat(failureOf(to.send(bytes("after"))).code()).isEqualTo(ErrorCode.OVERLOADED);
		}
	}

	@Test
	void aReaderThatThrowsGivesTheStreamUp() {
		serve("path");
		MessageStream here = open("path");
		MessageStream there = next();
		CompletableFuture<Void> read = there.forEach((item) -> {
			throw new IllegalStateException("no");
		});
		here.send(bytes("item"));
		assertThat(failureOf(here.closed()).code()).isEqualTo(ErrorCode.HANDLER_FAILED);
		await().untilAsserted(() -> assertThat(read).isCompletedExceptionally());
	}

	@Test
	void aSubscriberThatCancelsCancelsTheStream() {
		serve("path");
		MessageStream here = open("path");
		MessageStream there = next();
		there.items().subscribe(new Flow.Subscriber<>() {
			@Override
			public void onSubscribe(Flow.Subscription subscription) {
				subscription.cancel();
			}

			@Override
			public void onNext(byte[] item) {
				throw new AssertionError("an item after cancel");
			}

			@Override
			public void onError(Throwable cause) {
				throw new AssertionError("an error after cancel");
			}

			@Override
			public void onComplete() {
				throw new AssertionError("an end after cancel");
			}
		});
		assertThat(failureOf(here.closed()).code()).isEqualTo(ErrorCode.CANCELLED);
		assertThat(failureOf(there.closed()).code()).isEqualTo(ErrorCode.CANCELLED);
	}

	@Test
	void bothEndsGiveTheStreamUpAtItsDeadline() {
		long begun = System.nanoTime();
		MessageStream here = openWithDeadline(this.a);
		MessageStream there = next();
		for (MessageStream each : List.of(here, there)) {
			assertThat(failureOf(each.closed()).code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
		}
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(290));
	}

	@Test
	void anEndThatHearsNothingOfTheOtherGivesTheStreamUpAtItsDeadlineToo() {
		QuicTransport far = this.nodes.start("node-c");
		try (UdpRelay relay = UdpRelay.to(this.b.localAddress())) {
			get(far.connectPeer(PeerInfo.of(idOf(this.b), "127.0.0.1:" + relay.address().getPort())));
			MessageStream here = openWithDeadline(far);
			MessageStream there = next();
			relay.bothWays(RelayConditions.CLEAN.withBlackHole(true));
			for (MessageStream each : List.of(here, there)) {
				assertThat(failureOf(each.closed()).code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
			}
			relay.bothWays(RelayConditions.CLEAN);
			get(far.stop());
		}
	}

	@Test
	void anOpeningThatIsCancelledIsCancelledAtThePeerHoweverFarItHasCome() {
		serve("path");
		long seed = System.nanoTime();
		System.out.println("event=cancelled_openings seed=" + seed);
		Random random = new Random(seed);
		for (int i = 0; i < 200; i++) {
			CompletableFuture<MessageStream> opening = this.a.openStream(idOf(this.b), "path");
			LockSupport.parkNanos(random.nextInt(500_000));
			if (!opening.cancel(false)) {
				get(opening).cancel();
			}
		}
		await().atMost(TestNodes.PATIENCE)
			.untilAsserted(() -> assertThat(this.b.stats().handlers().running()).isZero());
	}

	@Test
	void nothingCanBeSentBehindTheEnd() {
		serve("path");
		MessageStream here = open("path");
		get(here.finish());
		get(here.finish());
		NetworkException refused = failureOf(here.send(bytes("late")));
		assertThat(refused.code()).isEqualTo(ErrorCode.STREAM_ENDED);
		assertThat(refused.outcome()).isEqualTo(Outcome.NOT_SENT);
		here.cancel();
	}

	@Test
	void aLostConnectionEndsItsStreamsWithATypedError() {
		serve("path");
		MessageStream here = open("path");
		MessageStream there = next();
		get(this.b.stop());
		assertThat(failureOf(here.closed()).code()).isIn(ErrorCode.NOT_RUNNING, ErrorCode.CONNECTION_LOST);
		assertThat(failureOf(there.closed()).code()).isEqualTo(ErrorCode.NOT_RUNNING);
		assertThat(failureOf(here.forEach((item) -> {
		})).code()).isIn(ErrorCode.NOT_RUNNING, ErrorCode.CONNECTION_LOST);
	}

	@Test
	void aReplacedConnectionKeepsItsStreams() {
		serve("path");
		MessageStream here = open("path");
		MessageStream there = next();
		QuicTransport c = this.nodes.start("node-c");
		c.onRequest("endless", (request, context) -> new CompletableFuture<>());
		TestNodes.connect(this.a, c);
		CompletableFuture<byte[]> endless = this.a.request(idOf(c), "endless", new byte[1]);
		await().until(() -> c.stats().handlers().running() == 1);
		long before = this.a.stats().handshakes().completed();
		this.a.rotateConnections();
		await().until(() -> this.a.stats().handshakes().completed() == before + 2);
		// The one without streams goes when its grace is over, whatever still runs.
		await().until(() -> this.a.stats().connections().closed() == 1);
		endless.cancel(true);
		get(here.send(bytes("still here")));
		here.finish();
		assertThat(collect(there)).containsExactly("still here");
		there.finish();
		get(here.closed());
		await().atMost(TestNodes.PATIENCE).until(() -> this.a.stats().connections().closed() == 2);
		get(this.a.disconnect(idOf(c)));
	}

	private void serve(String path) {
		this.b.onStream(path, this.served::add);
	}

	/**
	 * The shortest of several deadlines that is enough to open a stream on this machine.
	 */
	private MessageStream openWithDeadline(QuicTransport opener) {
		for (Duration timeout = Duration.ofMillis(300);; timeout = timeout.multipliedBy(2)) {
			Registration serving = this.b.onStream("path", this.served::add);
			try {
				return get(opener.openStream(StreamOpening.of(idOf(this.b), "path").withTimeout(timeout)));
			}
			catch (NetworkException ex) {
				assertThat(ex.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
				serving.close();
				this.served.clear();
			}
		}
	}

	private MessageStream open(String path) {
		return get(this.a.openStream(idOf(this.b), path));
	}

	private MessageStream next() {
		try {
			MessageStream stream = this.served.poll(TestNodes.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
			assertThat(stream).as("a stream that was opened").isNotNull();
			return stream;
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	private static List<String> collect(MessageStream stream) {
		List<String> received = new ArrayList<>();
		get(stream.forEach((item) -> received.add(text(item))));
		return received;
	}

	private static String text(byte[] item) {
		return new String(item, java.nio.charset.StandardCharsets.UTF_8);
	}

}
