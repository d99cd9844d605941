package io.quictransport.internal.endpoint;

import java.util.ArrayList;
import java.util.List;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When the codec is made to send: {@code D} is a datagram that it was given, {@code A}
 * one that brought about an answer, {@code |} the end of a read as it sees it.
 */
class MidReadFlushTests {

	private long bursts;

	private final List<String> seen = new ArrayList<>();

	private final EmbeddedChannel socket = new EmbeddedChannel(new MidReadFlush(() -> this.bursts), new Codec());

	@Test
	void theFirstAnswersLeaveBeforeTheRestOfTheReadIsLookedAt() {
		read("A", "A", "A", "A");

		assertThat(this.seen).containsExactly("A", "|", "A", "A", "A", "|");
	}

	@Test
	void datagramsThatBringAboutNothingAreReadOn() {
		read("D", "D", "A", "D", "D");

		assertThat(this.seen).containsExactly("D", "D", "A", "|", "D", "D", "|");
	}

	@Test
	void aReadThatBringsAboutNothingEndsOnce() {
		read("D", "D", "D");

		assertThat(this.seen).containsExactly("D", "D", "D", "|");
	}

	@Test
	void aSingleAnswerLeavesAtTheEndOfItsRead() {
		read("A");
		read("A", "A");

		assertThat(this.seen).containsExactly("A", "|", "A", "|", "A", "|");
	}

	@Test
	void whatWasWrittenBetweenReadsIsNoAnswer() {
		read("D");
		this.bursts++;
		read("D", "D");

		assertThat(this.seen).containsExactly("D", "|", "D", "D", "|");
	}

	private void read(String... datagrams) {
		for (String datagram : datagrams) {
			this.socket.pipeline().fireChannelRead(datagram);
		}
		this.socket.pipeline().fireChannelReadComplete();
	}

	private final class Codec extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object message) {
			MidReadFlushTests.this.seen.add((String) message);
			if (message.equals("A")) {
				MidReadFlushTests.this.bursts++;
			}
		}

		@Override
		public void channelReadComplete(ChannelHandlerContext ctx) {
			MidReadFlushTests.this.seen.add("|");
		}

	}

}
