package io.quictransport.internal.endpoint;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What one system call does not take is split between datagrams.
 */
class SendSplitterTests {

	private static final InetSocketAddress PEER = new InetSocketAddress("127.0.0.1", 4711);

	private final EmbeddedChannel channel = new EmbeddedChannel(new SendSplitter());

	@AfterEach
	void close() {
		this.channel.finishAndReleaseAll();
	}

	@ParameterizedTest
	@CsvSource({ "1452, 44, 1", "1452, 45, 2", "8972, 7, 1", "8972, 8, 2", "8972, 44, 7", "16383, 44, 15",
			"16000, 4, 1", "16000, 5, 2", "65000, 3, 3" })
	void nothingIsLostAndNoCallTakesTooMuch(int size, int segments, int calls) {
		ByteBuf content = Unpooled.buffer(size * segments);
		for (int i = 0; i < size * segments; i++) {
			content.writeByte(i % 251);
		}
		byte[] expected = new byte[content.readableBytes()];
		content.getBytes(content.readerIndex(), expected);
		ChannelFuture sent = this.channel.writeOneOutbound(packet(content, size));
		this.channel.flushOutbound();
		assertThat(sent.isSuccess()).isTrue();
		List<ByteBuf> written = written(size);
		assertThat(written).hasSize(calls)
			.allSatisfy((each) -> assertThat(each.readableBytes()).isLessThanOrEqualTo(SendSplitter.MOST_AT_ONCE));
		ByteBuf all = Unpooled.wrappedBuffer(written.toArray(ByteBuf[]::new));
		byte[] arrived = new byte[all.readableBytes()];
		all.readBytes(arrived);
		assertThat(arrived).isEqualTo(expected);
		all.release();
		assertThat(content.refCnt()).isZero();
	}

	@Test
	void theLastDatagramMayBeShorter() {
		ByteBuf content = Unpooled.buffer().writeZero(4 * 16_000 + 1010);
		this.channel.writeOutbound(packet(content, 16_000));
		assertThat(written(16_000)).extracting(ByteBuf::readableBytes).containsExactly(64_000, 1010);
	}

	@Test
	void otherMessagesPass() {
		DatagramPacket alone = new DatagramPacket(Unpooled.EMPTY_BUFFER, PEER);
		this.channel.writeOutbound(alone);
		assertThat(this.channel.<DatagramPacket>readOutbound()).isSameAs(alone);
	}

	private static SegmentedDatagramPacket packet(ByteBuf content, int size) {
		return new SegmentedDatagramPacket(content, size, PEER);
	}

	/** What was written: in segments, unless it is one alone. */
	private List<ByteBuf> written(int size) {
		List<ByteBuf> all = new ArrayList<>();
		for (DatagramPacket each = this.channel.readOutbound(); each != null; each = this.channel.readOutbound()) {
			assertThat(each.recipient()).isEqualTo(PEER);
			if (each instanceof SegmentedDatagramPacket segmented) {
				assertThat(segmented.segmentSize()).isEqualTo(size);
			}
			else {
				assertThat(each.content().readableBytes()).isLessThanOrEqualTo(size);
			}
			all.add(each.content());
		}
		return all;
	}

}
