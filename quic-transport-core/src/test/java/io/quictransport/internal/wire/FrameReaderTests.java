package io.quictransport.internal.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.quictransport.ErrorCode;
import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.internal.wire.FrameReader.MalformedFrameException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FrameReaderTests {

	private static final int MAX = VectorDecoder.LIMITS.maxFrameLength();

	private final CountingAllocator allocator = new CountingAllocator();

	private final FrameReader reader = new FrameReader(this.allocator, MAX);

	private final List<ReadFrame> frames = new ArrayList<>();

	@Test
	void framesFedByteByByteAreTheFramesFedAtOnce() {
		byte[] stream = streamOfAllVectors();
		for (byte value : stream) {
			feed(value);
		}
		assertThat(this.frames).isEqualTo(ReadFrame.all(stream)).hasSameSizeAs(WireVector.wellFormed());
		assertNothingIsHeld();
	}

	@Test
	void framesFedInRandomChunksAreTheFramesFedAtOnce() {
		byte[] stream = streamOfAllVectors();
		List<ReadFrame> expected = ReadFrame.all(stream);
		long seed = System.nanoTime();
		Random random = new Random(seed);
		for (int round = 0; round < 200; round++) {
			this.frames.clear();
			feedInChunks(stream, random, this.reader);
			assertThat(this.frames).as("seed %d, round %d", seed, round).isEqualTo(expected);
			assertNothingIsHeld();
		}
	}

	@Test
	void directBuffersOfHalfReadFramesServeAsWellAndAreReleased() {
		long seed = System.nanoTime();
		byte[] stream = streamOfAllVectors();
		UnpooledByteBufAllocator direct = new UnpooledByteBufAllocator(true);
		feedInChunks(stream, new Random(seed), new FrameReader(direct, MAX));
		assertThat(this.frames).as("seed %d", seed).isEqualTo(ReadFrame.all(stream));
		assertThat(direct.metric().usedDirectMemory()).isZero();
	}

	@Test
	void theClaimedLengthIsNotAllocated() {
		feed(ByteBuffer.allocate(5).putInt(MAX).put((byte) FrameType.REQUEST).array());
		assertThat(this.reader.isInsideFrame()).isTrue();
		assertThat(this.allocator.most()).isLessThanOrEqualTo(64);
		this.reader.close();
		assertNothingIsHeld();
	}

	@Test
	void theBufferOfAHalfReadFrameGrowsWithTheBytesReceived() {
		feed(ByteBuffer.allocate(5).putInt(MAX).put((byte) FrameType.ITEM).array());
		byte[] chunk = new byte[1000];
		for (int received = 5; received + chunk.length < 4 + MAX; received += chunk.length) {
			feed(chunk);
			assertThat(this.allocator.held()).isLessThanOrEqualTo(Math.max(64, 2L * (received + chunk.length)));
		}
		assertThat(this.allocator.most()).as("with the copies made while growing").isLessThan(4L * MAX);
		this.reader.close();
		assertNothingIsHeld();
	}

	@Test
	void eachByteOfALongFrameIsCopiedIntoTheFrameBufferOnly() {
		byte[] item = new byte[200_000];
		new Random(7).nextBytes(item);
		ByteBuf frame = Unpooled.buffer();
		StreamFrames.writeItem(frame, item);
		List<byte[]> items = new ArrayList<>();
		while (frame.isReadable()) {
			ByteBuf chunk = frame.readSlice(Math.min(1350, frame.readableBytes()));
			this.reader.read(chunk, (type, body) -> items.add(MessageFrames.readPayload(body, VectorDecoder.LIMITS)));
		}
		frame.release();
		assertThat(items).singleElement().satisfies((read) -> assertThat(Arrays.equals(read, item)).isTrue());
		assertNothingIsHeld();
	}

	@ParameterizedTest
	@CsvSource({ "0, PROTOCOL_VIOLATION", "-1, PROTOCOL_VIOLATION", "-2147483648, PROTOCOL_VIOLATION",
			"2147483647, MESSAGE_TOO_LARGE" })
	void impossibleLengthsAreRefused(int length, ErrorCode code) {
		assertThatLengthIsRefused(length, code);
	}

	@Test
	void aLengthAtTheLimitIsAdmittedAndOneOverItIsRefused() {
		feed(ByteBuffer.allocate(4).putInt(MAX).array());
		assertThat(this.reader.isInsideFrame()).isTrue();
		this.reader.close();
		assertThatLengthIsRefused(MAX + 1, ErrorCode.MESSAGE_TOO_LARGE);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4 })
	void aLengthIsRefusedAsSoonAsItIsThereHoweverItArrives(int firstBytes) {
		byte[] header = ByteBuffer.allocate(4).putInt(MAX + 1).array();
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> {
			feed(Arrays.copyOf(header, firstBytes));
			assertThat(firstBytes).isLessThan(4);
			feed(Arrays.copyOfRange(header, firstBytes, 4));
		});
		this.reader.close();
		assertNothingIsHeld();
	}

	@Test
	void aLargestFrameIsReadWhole() {
		FrameReader small = new FrameReader(this.allocator, 3);
		small.read(Unpooled.wrappedBuffer(new byte[] { 0, 0, 0, 3, FrameType.ACK, 0x40, 0x40 }),
				(type, body) -> this.frames.add(new ReadFrame(type, VectorDecoder.decode(type, body))));
		assertThat(this.frames).hasSize(1);
		assertThat(small.isInsideFrame()).isFalse();
	}

	@Test
	void aTypeThatNoFrameHasIsPassedOnWithItsBody() {
		List<String> seen = new ArrayList<>();
		this.reader.read(Unpooled.wrappedBuffer(new byte[] { 0, 0, 0, 2, (byte) 0xFF, 9, 0, 0, 0, 1, 0x0B }),
				(type, body) -> seen.add(type + " with " + body.readableBytes()));
		assertThat(seen).containsExactly("255 with 1", "11 with 0");
	}

	@Test
	void whatASinkLeavesUnreadDoesNotReachTheNextFrame() {
		this.reader.read(Unpooled.wrappedBuffer(streamOfAllVectors()), (type, body) -> {
			if (body.isReadable()) {
				body.readByte();
			}
			this.frames.add(new ReadFrame(type, Map.of()));
		});
		assertThat(this.frames).extracting(ReadFrame::type)
			.isEqualTo(ReadFrame.all(streamOfAllVectors()).stream().map(ReadFrame::type).toList());
	}

	@Test
	void aSinkThatRefusesAFrameLeavesNoBufferBehind() {
		feed(new byte[] { 0, 0, 0, 1 });
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(
				() -> this.reader.read(Unpooled.wrappedBuffer(new byte[] { FrameType.DONE, 0, 0 }), (type, body) -> {
					throw new MalformedFrameException("refused");
				}));
		this.reader.close();
		assertNothingIsHeld();
	}

	private void feed(byte... bytes) {
		feed(Unpooled.wrappedBuffer(bytes), this.reader);
	}

	private void feed(ByteBuf in, FrameReader to) {
		to.read(in, (type, body) -> this.frames.add(new ReadFrame(type, VectorDecoder.decode(type, body))));
		assertThat(in.isReadable()).isFalse();
		in.release();
	}

	private void feedInChunks(byte[] stream, Random random, FrameReader to) {
		int most = 1 + random.nextInt(100);
		int start = 0;
		while (start < stream.length) {
			int length = Math.min(random.nextInt(most + 1), stream.length - start);
			feed(Unpooled.wrappedBuffer(stream, start, length), to);
			start += length;
		}
	}

	private void assertThatLengthIsRefused(int length, ErrorCode code) {
		assertThatExceptionOfType(MalformedFrameException.class)
			.isThrownBy(() -> feed(ByteBuffer.allocate(4).putInt(length).array()))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(code))
			.withMessageContaining(String.valueOf(length));
		this.reader.close();
		assertNothingIsHeld();
	}

	private void assertNothingIsHeld() {
		assertThat(this.reader.isInsideFrame()).isFalse();
		assertThat(this.allocator.held()).isZero();
		assertThat(this.allocator.unreleased()).isEmpty();
	}

	private static byte[] streamOfAllVectors() {
		ByteArrayOutputStream stream = new ByteArrayOutputStream();
		WireVector.wellFormed().forEach((vector) -> stream.writeBytes(vector.bytes()));
		return stream.toByteArray();
	}

}
