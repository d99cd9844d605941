package io.quictransport.scenario.messaging;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.RequestHandler;
import io.quictransport.internal.wire.WireLimits;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.TransportLimits;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.quictransport.support.TestNodes.bytes;
import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Messages at and over the limits of their size: what is too large is refused before a
 * byte of it leaves, and the connection goes on.
 */
class SizeLimitTests {

	private static final Duration TIMEOUT = TestNodes.UNHURRIED;

	private final TestNodes nodes = new TestNodes();

	private final Queue<NetworkMessage> handled = new ConcurrentLinkedQueue<>();

	@SuppressWarnings("NullAway.Init") // each test connects first
	private QuicTransport a;

	@SuppressWarnings("NullAway.Init")
	private QuicTransport b;

	@AfterEach
	void close() {
		this.nodes.close();
	}

	/** Below, at and above the size from which on payloads travel alone. */
	@ParameterizedTest
	@ValueSource(ints = { 1, 1000, 65_536, 65_537, 100_000, TransportLimits.DEFAULT_MAX_MESSAGE_SIZE })
	void aPayloadIsSentUpToTheLimitAndRefusedAboveIt(int limit) {
		connect((limits) -> limits.withMaxMessageSize(limit), (limits) -> limits.withMaxMessageSize(limit));
		for (int size : new int[] { limit - 1, limit }) {
			assertThat(get(this.a.request(idOf(this.b), "echo", new byte[size]))).hasSize(size);
			get(this.a.send(idOf(this.b), "log", new byte[size]));
		}
		await().until(() -> this.handled.size() == 2);
		assertThat(this.handled).extracting((message) -> message.payload().length).containsExactly(limit - 1, limit);
		long sent = this.a.stats().messages().bytesSent();
		for (int size : new int[] { limit + 1, 10 * limit }) {
			assertNotSent(this.a.request(idOf(this.b), "echo", new byte[size]), ErrorCode.MESSAGE_TOO_LARGE);
			assertNotSent(this.a.send(idOf(this.b), "log", new byte[size]), ErrorCode.MESSAGE_TOO_LARGE);
		}
		assertThat(this.a.stats().messages().bytesSent()).isEqualTo(sent);
		assertServesBothWays();
	}

	@Test
	void aReceiverWithASmallerLimitIsSentNothingAboveIt() {
		connect(UnaryOperator.identity(), (limits) -> limits.withMaxMessageSize(1024));
		assertServesBothWays();
		long sent = this.a.stats().messages().bytesSent();
		long received = this.b.stats().messages().received();
		for (int size : new int[] { 1025, 4096, 100_000 }) {
			NetworkException failure = assertNotSent(this.a.request(idOf(this.b), "echo", new byte[size]),
					ErrorCode.MESSAGE_TOO_LARGE);
			assertThat(failure).hasMessageContaining("1024").hasMessageContaining(Integer.toString(size));
			assertNotSent(this.a.send(idOf(this.b), "log", new byte[size]), ErrorCode.MESSAGE_TOO_LARGE);
		}
		assertThat(this.a.stats().messages().bytesSent()).isEqualTo(sent);
		assertThat(this.b.stats().messages().received()).isEqualTo(received);
		assertThat(get(this.a.request(idOf(this.b), "echo", new byte[1024]))).hasSize(1024);
		assertServesBothWays();
	}

	@Test
	void aReplyThatIsTooLargeForItsCallerFailsAndSaysSo() {
		connect((limits) -> limits.withMaxMessageSize(1024).withMaxHeaderSize(100), UnaryOperator.identity());
		this.b.onRequest("large",
				RequestHandler.replying((request) -> new byte[Integer.parseInt(request.correlationId())]));
		this.b.onRequest("headers", (request, context) -> {
			context.replyHeader("name", "x".repeat(100));
			return CompletableFuture.completedFuture(new byte[0]);
		});
		assertThat(get(large(1024)).payload()).hasSize(1024);
		for (int size : new int[] { 1025, 100_000 }) {
			assertRan(large(size), ErrorCode.MESSAGE_TOO_LARGE);
		}
		assertRan(this.a.request(idOf(this.b), "headers", new byte[0]), ErrorCode.HEADERS_TOO_LARGE);
		assertServesBothWays();
	}

	@Test
	void headersAreSentUpToTheLimitAndRefusedAboveIt() {
		Map<String, String> fitting = Map.of("name", "ä".repeat(100), "other", "x");
		int limit = WireLimits.sizeOf(fitting);
		connect(UnaryOperator.identity(), (limits) -> limits.withMaxHeaderSize(limit));
		NetworkMessage request = NetworkMessage.request(idOf(this.b), "echo", bytes("x"));
		NetworkMessage event = NetworkMessage.message(idOf(this.b), "log", bytes("x"));
		get(this.a.request(request.withHeaders(fitting), TIMEOUT));
		get(this.a.send(event.withHeaders(fitting), TIMEOUT));
		await().until(() -> this.handled.size() == 1);
		assertThat(this.handled.element().headers()).isEqualTo(fitting);
		long sent = this.a.stats().messages().bytesSent();
		for (Map<String, String> over : List.of(Map.of("name", "ä".repeat(100), "other", "xy"),
				Map.of("name", "x".repeat(TransportLimits.DEFAULT_MAX_HEADER_SIZE)))) {
			assertNotSent(this.a.request(request.withHeaders(over), TIMEOUT), ErrorCode.HEADERS_TOO_LARGE);
			assertNotSent(this.a.send(event.withHeaders(over), TIMEOUT), ErrorCode.HEADERS_TOO_LARGE);
		}
		assertThat(this.a.stats().messages().bytesSent()).isEqualTo(sent);
		assertServesBothWays();
	}

	@Test
	void thePathAndTheCorrelationIdAreBoundedInBytes() {
		connect(UnaryOperator.identity(), UnaryOperator.identity());
		String longestPath = "ä".repeat(NetworkMessage.MAX_PATH_LENGTH / 2);
		String longestMark = "€".repeat(NetworkMessage.MAX_CORRELATION_ID_LENGTH / 3) + "x";
		this.b.onRequest(longestPath, RequestHandler.replying(NetworkMessage::payload));
		NetworkMessage request = NetworkMessage.request(idOf(this.b), longestPath, bytes("x"));
		NetworkMessage reply = get(this.a.request(request.withCorrelationId(longestMark), TIMEOUT));
		assertThat(reply.correlationId()).isEqualTo(longestMark);
		assertNotSent(this.a.request(request.withCorrelationId(longestMark + "x"), TIMEOUT), ErrorCode.INVALID_MESSAGE);
		for (String path : new String[] { longestPath + "x", "x".repeat(NetworkMessage.MAX_PATH_LENGTH + 1), "" }) {
			assertNotSent(this.a.request(idOf(this.b), path, bytes("x")), ErrorCode.INVALID_MESSAGE);
			assertNotSent(this.a.send(idOf(this.b), path, bytes("x")), ErrorCode.INVALID_MESSAGE);
		}
		assertServesBothWays();
	}

	@Test
	void aMessageOfTheWrongTypeOrWithoutTimeIsRefused() {
		connect(UnaryOperator.identity(), UnaryOperator.identity());
		NetworkMessage request = NetworkMessage.request(idOf(this.b), "echo", bytes("x"));
		NetworkMessage event = NetworkMessage.message(idOf(this.b), "log", bytes("x"));
		assertNotSent(this.a.request(event, TIMEOUT), ErrorCode.INVALID_MESSAGE);
		assertNotSent(this.a.send(request, TIMEOUT), ErrorCode.INVALID_MESSAGE);
		assertNotSent(this.a.request(request, Duration.ZERO), ErrorCode.INVALID_MESSAGE);
		assertNotSent(this.a.send(event, Duration.ofMillis(-1)), ErrorCode.INVALID_MESSAGE);
		assertServesBothWays();
	}

	@Test
	void aTimeoutOfAnyLengthIsTaken() {
		connect(UnaryOperator.identity(), UnaryOperator.identity());
		for (Duration timeout : new Duration[] { Duration.ofDays(365), Duration.ofDays(365_000),
				Duration.ofSeconds(Long.MAX_VALUE) }) {
			NetworkMessage request = NetworkMessage.request(idOf(this.b), "echo", bytes("x"));
			assertThat(get(this.a.request(request, timeout)).payload()).isEqualTo(bytes("x"));
			get(this.a.send(NetworkMessage.message(idOf(this.b), "log", bytes("x")), timeout));
		}
	}

	private void connect(UnaryOperator<TransportLimits> ofA, UnaryOperator<TransportLimits> ofB) {
		this.a = node("node-a", ofA);
		this.b = node("node-b", ofB);
		TestNodes.connect(this.a, this.b);
	}

	private QuicTransport node(String id, UnaryOperator<TransportLimits> limits) {
		QuicTransport node = this.nodes.start(id, (options) -> options.withLimits(limits.apply(options.limits())));
		node.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		node.onMessage("log", (message, context) -> this.handled.add(message));
		return node;
	}

	private CompletableFuture<NetworkMessage> large(int size) {
		return this.a.request(
				NetworkMessage.request(idOf(this.b), "large", new byte[0]).withCorrelationId(Integer.toString(size)),
				TIMEOUT);
	}

	private static NetworkException assertNotSent(CompletableFuture<?> call, ErrorCode code) {
		return assertFailed(call, code, Outcome.NOT_SENT);
	}

	private static void assertRan(CompletableFuture<?> call, ErrorCode code) {
		assertFailed(call, code, Outcome.UNKNOWN);
	}

	private static NetworkException assertFailed(CompletableFuture<?> call, ErrorCode code, Outcome outcome) {
		NetworkException failure = failureOf(call);
		assertThat(failure.code()).isEqualTo(code);
		assertThat(failure.outcome()).isEqualTo(outcome);
		assertThat(failure.isRetryable()).isFalse();
		return failure;
	}

	/** The connection that was there at first still carries both kinds of call. */
	private void assertServesBothWays() {
		assertServes(this.a, idOf(this.b));
		assertServes(this.b, idOf(this.a));
		assertThat(this.a.stats().connections().open()).isEqualTo(1);
		assertThat(this.a.stats().connections().closed()).isZero();
		assertThat(this.a.stats().messages().inFlight()).isZero();
	}

	private void assertServes(QuicTransport from, PeerId to) {
		this.handled.clear();
		assertThat(get(from.request(to, "echo", bytes("x")))).isEqualTo(bytes("x"));
		get(from.send(to, "log", bytes("y")));
		await().until(() -> this.handled.size() == 1);
		assertThat(this.handled.element().source()).isEqualTo(idOf(from));
		assertThat(this.handled.element().payload()).isEqualTo(bytes("y"));
	}

}
