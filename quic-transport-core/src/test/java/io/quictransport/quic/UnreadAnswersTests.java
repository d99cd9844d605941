package io.quictransport.quic;

import java.util.ArrayList;
import java.util.List;

import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.quictransport.attack.HostileNeighbourTests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When a peer that leaves answers unread is refused, and when it is cut off.
 * {@link HostileNeighbourTests} does it to a node.
 */
class UnreadAnswersTests {

	private static final int MEBIBYTE = 1024 * 1024;

	private final EmbeddedChannel stream = new EmbeddedChannel();

	private final List<String> cutOff = new ArrayList<>();

	/** Full at 4 MiB, two of them for what is not settled yet; too much at 9. */
	private final UnreadAnswers answers = new UnreadAnswers(
			new TransportLimits().withMaxQueuedBytes(2 * MEBIBYTE).withMaxHandlers(16), this.cutOff::add);

	@AfterEach
	void close() {
		this.stream.close();
	}

	@Test
	void aPeerIsRefusedAsLongAsItLeavesAsMuchAsItsLimitUnread() {
		ChannelPromise first = write(2 * MEBIBYTE);
		this.answers.transferBegins(2 * MEBIBYTE - 1);
		assertThat(this.answers.isFull()).isFalse();
		write(1);
		assertThat(this.answers.isFull()).isTrue();
		first.setSuccess();
		assertThat(this.answers.isFull()).isFalse();
		write(2 * MEBIBYTE);
		assertThat(this.answers.isFull()).isTrue();
		this.answers.transferEnded(2 * MEBIBYTE - 1);
		assertThat(this.answers.isFull()).isFalse();
		assertThat(this.cutOff).isEmpty();
	}

	@Test
	void aPeerThatGoesOnWhileItIsRefusedIsCutOffOnce() {
		write(9 * MEBIBYTE);
		assertThat(this.cutOff).isEmpty();
		write(1);
		write(1);
		assertThat(this.cutOff).containsExactly("the peer leaves 9437185 bytes of answers unread");
	}

	@Test
	void refusalsThatWaitForAStreamCountAsThoseOnLanesDo() {
		int refusal = 300;
		for (int bytes = refusal; bytes <= 9 * MEBIBYTE; bytes += refusal) {
			this.answers.transferBegins(refusal);
		}
		assertThat(this.answers.isFull()).isTrue();
		assertThat(this.cutOff).isEmpty();
		this.answers.transferBegins(refusal);
		assertThat(this.cutOff).hasSize(1);
		for (int bytes = 0; bytes <= 9 * MEBIBYTE; bytes += refusal) {
			this.answers.transferEnded(refusal);
		}
		assertThat(this.answers.isFull()).isFalse();
	}

	@Test
	void largeAnswersAloneCutNobodyOff() {
		this.answers.transferBegins(100 * MEBIBYTE);
		assertThat(this.answers.isFull()).isTrue();
		assertThat(this.cutOff).isEmpty();
	}

	private ChannelPromise write(int bytes) {
		ChannelPromise taken = this.stream.newPromise();
		this.answers.written(bytes, taken);
		return taken;
	}

}
