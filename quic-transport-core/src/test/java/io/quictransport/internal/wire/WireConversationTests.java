package io.quictransport.internal.wire;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import io.quictransport.ErrorCode;
import io.quictransport.MessageHandler;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.RequestHandler;
import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.internal.wire.FrameReader.StreamKind;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.quic.TransportLimits;
import io.quictransport.testing.TestCertificates;
import io.quictransport.testing.contract.Results;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * A transport keeps to {@code docs/wire-protocol.md} towards an end that was made from
 * that document alone: node-a, which dials the transport node-b.
 */
class WireConversationTests {

	private static final PeerId A = new PeerId("node-a");

	private static final String HELLO = hello();

	private static final TestCertificates CERTIFICATES = TestCertificates.create();

	private final Queue<NetworkMessage> events = new ConcurrentLinkedQueue<>();

	private final QuicTransport b = new QuicTransport(
			new QuicTransportOptions().withIdentity(CERTIFICATES.identity("node-b"))
				.withBindAddress(new InetSocketAddress("127.0.0.1", 0))
				.withLimits(new TransportLimits().withMaxMessageSize(100_000)));

	private RawNode a;

	@BeforeEach
	void connect() {
		this.b.onRequest("board/get", RequestHandler.replying((request) -> "größer".getBytes(StandardCharsets.UTF_8)));
		this.b.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		this.b.onMessage("board/changed", (MessageHandler) (event, context) -> this.events.add(event));
		this.b.start().join();
		this.a = new RawNode(CERTIFICATES.certificate("node-a"), CERTIFICATES.caCertificate(), this.b.localAddress());
	}

	@AfterEach
	void stop() {
		this.a.close();
		this.b.stop().orTimeout(Results.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
	}

	@Test
	void theExampleOfTheDocumentIsPlayedThroughAsItIsWritten() {
		List<ExampleStream> example = example();
		RawStream control = this.a.open().send(example.get(0).bytes());
		assertThat(control.frame(FrameType.HELLO).value("id")).isEqualTo("node-b");
		control.send(example.get(2).bytes());
		assertThat(control.frame(FrameType.PONG).value("token")).isEqualTo("0000000000000001");
		RawStream lane = this.a.open().send(example.get(4).bytes());
		assertThat(lane.frame(FrameType.ACK).value("sequence")).isEqualTo("2");
		assertThat(lane.frame(FrameType.RESPONSE)).isEqualTo(example.get(5).frames().get(1));
		await().untilAsserted(() -> assertThat(this.events).singleElement()
			.satisfies((event) -> assertThat(event.source()).isEqualTo(A))
			.satisfies((event) -> assertThat(event.correlationId()).isEqualTo("c7")));

		CompletableFuture<Void> sent = this.b.send(A, "x", new byte[0]);
		RawStream accepted = this.a.accept();
		assertThat(accepted.id()).isEqualTo(1);
		assertThat(accepted.kind()).isEqualTo(StreamKind.LANE);
		assertThat(accepted.frames(1).get(0).value("path")).isEqualTo("x");
		accepted.send(example.get(7).bytes());
		NetworkException refused = failureOf(sent);
		assertThat(refused.code()).isEqualTo(ErrorCode.NO_SUCH_PATH);
		assertThat(refused.outcome()).isEqualTo(Outcome.NOT_ACCEPTED);

		control.send(example.get(8).bytes());
		control.frame(FrameType.DONE);
		assertThat(this.a.awaitClose()).startsWith("0x70");
	}

	@Test
	void whatIsMalformedEndsItsStreamOnly() {
		handshake();
		Map<String, RawStream> violations = new LinkedHashMap<>();
		for (String violation : List.of("09", "02 00000001 00", "02 00000002 15 00", "02 00000001 02",
				"02 00000002 10 00", "02 00000002 0c 01", "02 00000000", "02 ffffffff 04", "02 00000001 04",
				"02 00000006 04 01 01 00 00 00", "03 00000002 0c 01", "03 00000002 0e 01 00")) {
			violations.put(violation, this.a.open().send(violation));
		}
		for (String cut : List.of("02 000000", "02 00000009 04 01", "03", "03 00000009")) {
			violations.put(cut + " FIN", this.a.open().send(cut).finish());
		}
		String second = request(5, "echo", "aa") + request(6, "echo", "bb");
		violations.put("two frames", this.a.open().send("03" + second));
		violations.forEach((violation, stream) -> assertThat(stream.awaitReset()).as(violation).isEqualTo(0x1D));
		RawStream good = this.a.open().send("02" + request(7, "echo", "00ff"));
		assertThat(good.frame(FrameType.RESPONSE).value("payload")).isEqualTo("00ff");
		assertThat(this.a.isClosed()).isFalse();
	}

	@Test
	void anAnswerToWhatWasNeverSentEndsItsStreamOnly() {
		handshake();
		CompletableFuture<Void> sent = this.b.send(A, "x", new byte[0]);
		RawStream lane = this.a.accept();
		lane.frames(1);
		lane.send("00000002 0c 02");
		assertThat(lane.awaitReset()).isEqualTo(0x1D);
		assertThat(failureOf(sent).outcome()).isEqualTo(Outcome.UNKNOWN);
		assertThat(this.b.isConnected(A)).isTrue();
	}

	@Test
	void whatIsMalformedOnTheControlStreamEndsTheConnection() {
		handshake().send("00000002 15 00");
		assertThat(this.a.awaitClose()).startsWith("0x1D").contains("21");
	}

	@Test
	void aHundredViolationsEndTheConnection() {
		handshake();
		List<RawStream> streams = new ArrayList<>();
		for (int i = 0; i < 99; i++) {
			streams.add(this.a.open().send("02 00000001 00"));
		}
		streams.forEach((stream) -> assertThat(stream.awaitReset()).isEqualTo(0x1D));
		assertThat(this.a.isClosed()).isFalse();
		this.a.open().send("02 00000001 00");
		assertThat(this.a.awaitClose()).startsWith("0x1D");
	}

	@Test
	void aStreamBeforeHelloEndsTheConnection() {
		this.a.open();
		this.a.open().send("02" + request(1, "echo", "00"));
		assertThat(this.a.awaitClose()).startsWith("0x1D");
	}

	@Test
	void anotherFrameBeforeHelloEndsTheConnection() {
		this.a.open().send("01 00000009 02 0000000000000000");
		assertThat(this.a.awaitClose()).startsWith("0x1D");
	}

	@Test
	void anotherVersionIsRefusedWithItsOwnCode() {
		this.a.open().send("01 00000002 03 02");
		assertThat(this.a.awaitClose()).startsWith("0x1C").contains("version 2");
	}

	@Test
	void anIdThatIsNotInTheCertificateIsRefused() {
		this.a.open().send("01" + HELLO.replace("6e6f64652d61", "6e6f64652d63"));
		assertThat(this.a.awaitClose()).startsWith("0x1A").contains("node-c");
	}

	@Test
	void bytesBehindTheFieldsOfHelloArePassedOver() {
		this.a.open().send("01" + HELLO.replace("0000002a", "0000002c") + "beef").frame(FrameType.HELLO);
		await().untilAsserted(() -> assertThat(this.b.isConnected(A)).isTrue());
	}

	@Test
	void anEventByTransferIsAcknowledgedOnItsStream() {
		handshake();
		RawStream transfer = this.a.open().send("03" + message("06", 1, "board/changed", "aa")).finish();
		assertThat(transfer.frames(1).get(0)).isEqualTo(ReadFrame.single(bytes("00000002 0c 01")));
		transfer.awaitEnd();
		await().untilAsserted(() -> assertThat(this.events).hasSize(1));
	}

	@Test
	void aRequestByTransferIsAnsweredByTransfer() {
		handshake();
		RawStream transfer = this.a.open().send("03" + request(1, "echo", "aa")).finish();
		transfer.awaitEnd();
		RawStream answer = this.a.accept();
		assertThat(answer.kind()).isEqualTo(StreamKind.TRANSFER);
		assertThat(answer.frames(1).get(0).value("payload")).isEqualTo("aa");
		answer.awaitEnd();
	}

	@Test
	void aLargeReplyComesByTransfer() {
		handshake();
		this.b.onRequest("large", RequestHandler.replying((request) -> new byte[65_537]));
		RawStream lane = this.a.open().send("02" + request(9, "large", ""));
		RawStream answer = this.a.accept();
		assertThat(answer.kind()).isEqualTo(StreamKind.TRANSFER);
		assertThat(answer.frame(FrameType.RESPONSE).value("id")).isEqualTo("9");
		lane.finish().awaitEnd();
	}

	@Test
	void acknowledgementsAreCumulativeAndCountRequestsToo() {
		handshake();
		RawStream lane = this.a.open();
		lane.send("02" + message("06", 1, "board/changed", "") + request(2, "echo", "")
				+ message("06", 3, "no/such", "") + message("06", 4, "board/changed", ""));
		await().untilAsserted(() -> assertThat(lane.all(FrameType.ACK)).last()
			.satisfies((ack) -> assertThat(ack.value("sequence")).isEqualTo("4")));
		assertThat(lane.all(FrameType.NACK)).singleElement()
			.satisfies((nack) -> assertThat(nack.value("sequence")).isEqualTo("3"))
			.satisfies((nack) -> assertThat(nack.value("code")).isEqualTo("NO_SUCH_PATH"));
		lane.finish().awaitEnd();
	}

	@Test
	void whatIsTooLargeIsRefusedByItsLengthWithItsOwnCode() {
		handshake();
		String longest = String.format("%08x", 100_000 + 8_192 + 1_344);
		String tooLong = String.format("%08x", 100_000 + 8_192 + 1_345);
		RawStream admitted = this.a.open().send("03" + longest + "04");
		assertThat(this.a.open().send("03" + tooLong + "04").awaitReset()).isEqualTo(0x41);
		assertThat(this.a.open().send("02 7fffffff 04").awaitReset()).isEqualTo(0x41);
		assertThat(admitted.isReset()).isFalse();
	}

	@Test
	void aNodeThatStopsSaysWhatItHasAdmittedAndWaitsForDone() {
		RawStream control = handshake();
		RawStream lane = this.a.open().send("02" + request(1, "echo", "") + message("06", 2, "board/changed", ""));
		assertThat(lane.frame(FrameType.ACK).value("sequence")).isEqualTo("2");
		CompletableFuture<Void> stopped = this.b.stop();
		ReadFrame goAway = control.frame(FrameType.GOAWAY);
		assertThat(goAway.value("code")).isEqualTo("NOT_RUNNING");
		assertThat(goAway.value("lane")).isEqualTo("4 2");
		control.frame(FrameType.DONE);
		assertThat(stopped).isNotDone();
		control.send("00000001 0b");
		assertThat(this.a.awaitClose()).startsWith("0x70");
		stopped.orTimeout(Results.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
	}

	private RawStream handshake() {
		RawStream control = this.a.open().send("01" + HELLO);
		control.frame(FrameType.HELLO);
		return control;
	}

	private static String request(int id, String path, String payload) {
		return message("04", id, path, payload);
	}

	/** A message without correlation id and headers, all of its numbers below 64. */
	private static String message(String type, int id, String path, String payload) {
		byte[] text = path.getBytes(StandardCharsets.US_ASCII);
		int length = 1 + 1 + 2 + 1 + text.length + 2 + payload.length() / 2;
		return String.format("%08x%s%02x7fff%02x%s0000%s", length, type, id, text.length,
				HexFormat.of().formatHex(text), payload);
	}

	/** The HELLO of the document's example. */
	private static String hello() {
		return HexFormat.of().formatHex(example().get(0).bytes()).substring(2);
	}

	private static List<ExampleStream> example() {
		return ExampleStream.parse(Documents.section("wire-protocol.md", "## 15. "));
	}

	private static byte[] bytes(String hex) {
		return HexFormat.of().parseHex(hex.replace(" ", ""));
	}

	private static NetworkException failureOf(CompletableFuture<?> future) {
		return catchThrowableOfType(NetworkException.class, () -> {
			try {
				future.orTimeout(Results.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
			}
			catch (CompletionException ex) {
				throw ex.getCause();
			}
		});
	}

}
