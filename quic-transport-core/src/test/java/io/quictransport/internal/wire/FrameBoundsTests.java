package io.quictransport.internal.wire;

import io.quictransport.internal.wire.MessageFrames.ApplicationError;
import io.quictransport.internal.wire.MessageFrames.Failure;

import io.quictransport.internal.wire.ControlFrames.GoAway;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quictransport.ApplicationCode;
import io.quictransport.ApplicationException;
import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;
import io.quictransport.MessageType;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.ServedPaths;
import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.internal.wire.FrameReader.MalformedFrameException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * What lies at, and just over, the limits of a frame (scenario S7).
 */
class FrameBoundsTests {

	private static final PeerId A = new PeerId("a");

	private static final WireLimits LIMITS = new WireLimits(1000, 100);

	@Test
	void aPayloadUpToTheLimitIsReadAndALargerOneIsRefused() {
		for (int size : new int[] { 0, 1, 999, 1000 }) {
			assertThat(MessageFrames.readPayload(Unpooled.wrappedBuffer(new byte[size]), LIMITS)).hasSize(size);
		}
		assertThatExceptionOfType(MalformedFrameException.class)
			.isThrownBy(() -> MessageFrames.readPayload(Unpooled.wrappedBuffer(new byte[1001]), LIMITS))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ErrorCode.MESSAGE_TOO_LARGE));
	}

	@Test
	void theLargestMessageFitsIntoTheLargestFrame() {
		WireLimits limits = new WireLimits(100_000, 20_000);
		NetworkMessage largest = NetworkMessage
			.request(A, "p".repeat(NetworkMessage.MAX_PATH_LENGTH), new byte[limits.maxMessageSize()])
			.withHeaders(Map.of("n", "v".repeat(limits.maxHeaderSize() - 2 - 4)))
			.withCorrelationId("c".repeat(NetworkMessage.MAX_CORRELATION_ID_LENGTH));
		assertThat(WireLimits.sizeOf(largest.headers())).isEqualTo(limits.maxHeaderSize());
		ByteBuf frame = Unpooled.buffer();
		MessageFrames.writeMessage(frame, Primitives.MAX_VARINT, Primitives.MAX_VARINT, largest);
		List<NetworkMessage> read = new ArrayList<>();
		new FrameReader(new CountingAllocator(), limits.maxFrameLength()).read(frame, (type, body) -> {
			MessageFrames.readId(body);
			MessageFrames.readTimeout(body);
			read.add(MessageFrames.readMessage(body, MessageType.REQUEST, A, A, limits, new MessageFrames.Paths()));
		});
		assertThat(read).singleElement()
			.satisfies((message) -> assertThat(message.payload()).hasSize(limits.maxMessageSize()))
			.satisfies((message) -> assertThat(message.headers()).isEqualTo(largest.headers()));
	}

	@Test
	void theFrameLimitIsTheDocumentedOneAndDoesNotOverflow() {
		assertThat(new WireLimits(Integer.MAX_VALUE, Integer.MAX_VALUE).maxFrameLength()).isEqualTo(Integer.MAX_VALUE);
		assertThat(new WireLimits(1_000_000, 8_000).maxFrameLength()).isEqualTo(1_000_000 + 8_000 + 1_344);
		assertThat(new WireLimits(1, 0).maxFrameLength()).isEqualTo(WireLimits.MAX_CONTROL_FRAME);
		assertThat(new WireLimits(5, 70).and(new WireLimits(60, 7))).isEqualTo(new WireLimits(5, 7));
	}

	@Test
	void longTextsForPeopleAreCutSoThatThePeerCanReadThem() {
		for (String character : List.of("x", "é", "東", "😀")) {
			String text = character.repeat(5000);
			ByteBuf out = Unpooled.buffer();
			new Failure(1, ErrorCode.HANDLER_FAILED, Outcome.UNKNOWN, 0, text).writeError(out);
			new GoAway(ErrorCode.DRAINING, text, Map.of(), Set.of()).write(out);
			new StreamFrames.Reset(ErrorCode.CANCELLED, text).write(out);
			byte[] bytes = new byte[out.readableBytes()];
			out.readBytes(bytes);
			assertThat(ReadFrame.all(bytes)).hasSize(3).allSatisfy((frame) -> {
				String field = (frame.type() == FrameType.GOAWAY) ? "reason" : "text";
				assertThat(frame.value(field)).startsWith(character).endsWith("...");
			});
		}
	}

	@Test
	void aPeerThatDoesNotKnowApplicationErrorsReadsAFailedHandlerAndTheText() {
		ByteBuf out = Unpooled.buffer();
		ApplicationError application = new ApplicationError(ApplicationCode.NOT_FOUND, new byte[] { 1, 2 });
		new Failure(1, ErrorCode.APPLICATION_ERROR, Outcome.NOT_ACCEPTED, 0, "no such order", application)
			.writeError(out);
		out.skipBytes(FrameReader.LENGTH_BYTES + 1);
		assertThat(Failure.read(out.duplicate()))
			.isEqualTo(new Failure(1, ErrorCode.HANDLER_FAILED, Outcome.NOT_ACCEPTED, 0, "no such order"));
		assertThat(Failure.readError(out).application()).isEqualTo(application);
	}

	@Test
	void theLargestApplicationErrorFitsIntoTheSmallestFrameLimit() {
		ByteBuf out = Unpooled.buffer();
		ApplicationError application = new ApplicationError(new ApplicationCode("c".repeat(ApplicationCode.MAX_LENGTH)),
				new byte[ApplicationException.MAX_DETAILS]);
		new Failure(Primitives.MAX_VARINT, ErrorCode.HANDLER_FAILED, Outcome.UNKNOWN, Primitives.MAX_VARINT,
				"x".repeat(Failure.MAX_TEXT), application)
			.writeError(out);
		assertThat(out.readableBytes()).isLessThan(new WireLimits(1, 0).maxFrameLength());
	}

	@Test
	void aRefusedMessageCarriesNothingOfTheApplication() {
		ByteBuf out = Unpooled.buffer();
		ByteBuf bare = Unpooled.buffer();
		new Failure(1, ErrorCode.OVERLOADED, Outcome.NOT_ACCEPTED, 0, "t",
				new ApplicationError(ApplicationCode.CONFLICT, new byte[9]))
			.writeNack(out);
		new Failure(1, ErrorCode.OVERLOADED, Outcome.NOT_ACCEPTED, 0, "t").writeNack(bare);
		assertThat(out).isEqualTo(bare);
	}

	@Test
	void aMessageThatNeverLeftIsToldAsNotAccepted() {
		Failure failure = new Failure(1, ErrorCode.OVERLOADED, Outcome.NOT_SENT, 0, "");
		ByteBuf out = Unpooled.buffer();
		failure.writeNack(out);
		out.skipBytes(FrameReader.LENGTH_BYTES + 1);
		assertThat(Failure.read(out).outcome()).isEqualTo(Outcome.NOT_ACCEPTED);
	}

	@Test
	void goAwaySaysWhetherWorkIsRefused() {
		assertThat(GoAway.replaced().refusesWork()).isFalse();
		assertThat(new GoAway(ErrorCode.DRAINING, "", Map.of(), Set.of()).refusesWork()).isTrue();
		assertThat(new GoAway(ErrorCode.NOT_RUNNING, "", Map.of(), Set.of()).refusesWork()).isTrue();
	}

	@Test
	void anInfoThatPeersCanReadPassesTheCheck() {
		List<NodeAddress> addresses = new ArrayList<>();
		for (int i = 0; i < NodeInfos.MAX_ADDRESSES; i++) {
			addresses.add(new NodeAddress("ö".repeat(NodeAddress.MAX_HOST_LENGTH), 1 + i));
		}
		NodeInfo node = new NodeInfo(new PeerId("a".repeat(PeerId.MAX_LENGTH)), addresses, services(256, "s"),
				Map.of("k", "v".repeat(16_000)), Primitives.MAX_VARINT);
		assertThatNoException().isThrownBy(() -> ControlFrames.checkNodeInfo(node));
		ByteBuf frame = Unpooled.buffer();
		ControlFrames.writeNodeInfo(frame, node);
		frame.skipBytes(FrameReader.LENGTH_BYTES + 1);
		assertThat(ControlFrames.readNodeInfo(frame)).isEqualTo(node);
	}

	@Test
	void anInfoThatPeersWouldRefuseFailsTheCheckAndTheTextSaysWhy() {
		NodeInfo node = NodeInfo.of(A);
		assertCheckFails(node.withVersion(-1), "-1");
		assertCheckFails(node.withServices(services(257, "s")), "services");
		assertCheckFails(node.withServices(Set.of("s".repeat(1025))), "a service");
		assertCheckFails(node.withServices(services(100, "s".repeat(1000))), "65280");
		assertCheckFails(node.withMetadata(Map.of("k", "v".repeat(16 * 1024))), "metadata");
		assertCheckFails(node.withAddresses(Collections.nCopies(33, new NodeAddress("h", 1))), "addresses");
	}

	@Test
	void theServedPathsOfAnInfoComeBack() {
		ServedPaths paths = new ServedPaths(Set.of("orders.*", "a"), Set.of("log"), Set.of());
		assertThat(readBack(NodeInfo.of(A).withPaths(paths)).paths()).isEqualTo(paths);
		assertThat(readBack(NodeInfo.of(A).withPaths(ServedPaths.NONE)).paths()).isEqualTo(ServedPaths.NONE);
		assertThat(readBack(NodeInfo.of(A)).paths()).isNull();
	}

	@Test
	void pathsThatDoNotFitIntoAnInfoBecomeAny() {
		NodeInfo fits = NodeInfo.of(A).withPaths(new ServedPaths(services(60, "p".repeat(1000)), Set.of(), Set.of()));
		assertThat(ControlFrames.fit(fits)).isSameAs(fits);
		for (ServedPaths paths : List.of(
				new ServedPaths(services(40, "p".repeat(1000)), services(40, "p".repeat(1000)), Set.of()),
				new ServedPaths(Set.of(), Set.of(), services(4097, "p")),
				new ServedPaths(Set.of("p".repeat(1025) + "*"), Set.of(), Set.of()),
				new ServedPaths(Set.of(), Set.of("\u00e4".repeat(513)), Set.of()))) {
			NodeInfo fitted = ControlFrames.fit(NodeInfo.of(A).withPaths(paths));
			assertThat(fitted.paths()).isEqualTo(ServedPaths.ANY);
			assertThat(readBack(fitted)).isEqualTo(fitted);
		}
	}

	private static NodeInfo readBack(NodeInfo node) {
		ByteBuf frame = Unpooled.buffer();
		ControlFrames.writeNodeInfo(frame, node);
		frame.skipBytes(FrameReader.LENGTH_BYTES + 1);
		return ControlFrames.readNodeInfo(frame);
	}

	private static Set<String> services(int number, String prefix) {
		Set<String> services = new HashSet<>();
		for (int i = 0; i < number; i++) {
			services.add(prefix + i);
		}
		return services;
	}

	private static void assertCheckFails(NodeInfo node, String... parts) {
		assertThatExceptionOfType(ConfigurationException.class).isThrownBy(() -> ControlFrames.checkNodeInfo(node))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ErrorCode.INVALID_OPTION))
			.satisfies((ex) -> assertThat(ex.detail()).contains("node 'a'").contains(parts));
	}

}
