package io.quictransport.internal.messaging;

import java.nio.ByteBuffer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.quictransport.MessagePayload;
import io.quictransport.testing.contract.Results;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Views of payloads: which buffers they keep, for how long, and what reads do that come
 * too late.
 */
class PayloadViewTests {

	private final Quota quota = new Quota(Quota.UNCOUNTED, 100_000);

	/** A frame whose rest is this many bytes, in a buffer of this capacity. */
	private static ByteBuf frame(int length, int capacity) {
		ByteBuf frame = ByteBufAllocator.DEFAULT.directBuffer(capacity, capacity);
		frame.writerIndex(capacity - length).readerIndex(capacity - length);
		for (int i = 0; i < length; i++) {
			frame.writeByte(i);
		}
		return frame;
	}

	@Test
	void aLargePayloadKeepsItsBufferUntilItsLifeEnds() {
		ByteBuf frame = frame(20_000, 20_100);
		MessagePayload view = PayloadView.of(frame, this.quota);
		frame.release();
		assertThat(frame.refCnt()).isEqualTo(1);
		assertThat(this.quota.bytes()).isEqualTo(20_000);
		view.read((bytes) -> assertThat(bytes.isDirect()).isTrue());
		assertThat(view.array()).hasSize(20_000).startsWith(0, 1, 2).endsWith((byte) 19_999);
		PayloadView.end(view);
		PayloadView.end(view);
		assertThat(frame.refCnt()).isZero();
		assertThat(this.quota.bytes()).isZero();
		assertThatIllegalStateException().isThrownBy(view::array);
		assertThat(view.length()).isEqualTo(20_000);
	}

	@Test
	void theBufferIsNotReleasedWhileItIsRead() {
		ByteBuf frame = frame(20_000, 20_000);
		MessagePayload view = PayloadView.of(frame, this.quota);
		frame.release();
		view.read((bytes) -> {
			PayloadView.end(view);
			assertThatIllegalStateException().isThrownBy(() -> view.read(ByteBuffer::remaining));
			assertThat(frame.refCnt()).isEqualTo(1);
			return bytes.get(0);
		});
		assertThat(frame.refCnt()).isZero();
	}

	@Test
	void aReaderThatFailsKeepsNothing() {
		ByteBuf frame = frame(20_000, 20_000);
		MessagePayload view = PayloadView.of(frame, this.quota);
		frame.release();
		assertThatIllegalStateException().isThrownBy(() -> view.read((bytes) -> {
			throw new IllegalStateException("made up by a test");
		})).withMessage("made up by a test");
		PayloadView.end(view);
		assertThat(frame.refCnt()).isZero();
	}

	@Test
	void aPayloadIsCopiedThatIsShortOrFillsLessThanHalfOfItsBuffer() {
		for (ByteBuf frame : new ByteBuf[] { frame(0, 100), frame(4_000, 4_000), frame(20_000, 60_000) }) {
			int length = frame.readableBytes();
			MessagePayload view = PayloadView.of(frame, this.quota);
			assertThat(frame.refCnt()).isEqualTo(1);
			frame.release();
			assertThat(this.quota.messages()).isZero();
			assertThat(view.hasArray()).isFalse();
			assertThat(view.array()).hasSize(length);
			PayloadView.end(view);
			assertThatIllegalStateException().isThrownBy(view::array);
		}
	}

	@Test
	void whatWouldKeepTooMuchMemoryIsCopied() {
		ByteBuf first = frame(60_000, 60_000);
		ByteBuf second = frame(60_000, 60_000);
		MessagePayload kept = PayloadView.of(first, this.quota);
		MessagePayload copied = PayloadView.of(second, this.quota);
		first.release();
		second.release();
		assertThat(first.refCnt()).isEqualTo(1);
		assertThat(second.refCnt()).isZero();
		assertThat(copied.array()).isEqualTo(kept.array());
		PayloadView.end(kept);
		PayloadView.end(copied);
		assertThat(first.refCnt()).isZero();
		assertThat(this.quota.messages()).isZero();
	}

	@Test
	void aViewThatIsForgottenIsReleasedWhenItIsCollected() {
		ByteBuf frame = frame(20_000, 20_000);
		PayloadView.of(frame, this.quota);
		frame.release();
		Awaitility.await().atMost(Results.PATIENCE).until(() -> {
			System.gc();
			return frame.refCnt() == 0;
		});
		assertThat(this.quota.messages()).isZero();
	}

	@Test
	void onlyAViewIsCopiedToOutliveItsLife() {
		MessagePayload array = MessagePayload.of(new byte[10]);
		MessagePayload buffer = MessagePayload.of(ByteBuffer.allocateDirect(10));
		assertThat(PayloadView.outliving(array)).isSameAs(array);
		assertThat(PayloadView.outliving(buffer)).isSameAs(buffer);
		MessagePayload view = PayloadView.ofArray(new byte[] { 1, 2 });
		MessagePayload copy = PayloadView.outliving(view);
		PayloadView.end(view);
		assertThat(copy.array()).containsExactly(1, 2);
	}

}
