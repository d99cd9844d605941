package io.quictransport.internal.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.QuicStreamChannel;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Who has a slot, who waits for one, and who does so no longer.
 */
class StreamSlotsTests {

	private final LongAdder waiting = new LongAdder();

	private final List<Stream> begun = new ArrayList<>();

	private final StreamSlots<Stream> slots = new StreamSlots<>(2, this.waiting, this.begun::add);

	@Test
	void slotsAreGivenInTheOrderInWhichTheyWereAskedFor() {
		List<Stream> all = enter(4);
		assertThat(this.begun).containsExactlyElementsOf(all.subList(0, 2));
		this.slots.leave(all.get(1));
		this.slots.leave(all.get(0));
		assertThat(this.begun).containsExactlyElementsOf(all);
	}

	@Test
	void whatIsGivenUpBeforeItBeganIsNotKept() {
		List<Stream> all = enter(10_000);
		all.subList(2, 9_999).forEach(this.slots::giveUp);
		assertThat(this.waiting.sum()).isEqualTo(1);
		this.slots.leave(all.get(0));
		assertThat(this.begun).containsExactly(all.get(0), all.get(1), all.get(9_999));
		assertThat(this.waiting.sum()).isZero();
	}

	@Test
	void whatHasBegunKeepsItsSlotUntilItLeaves() {
		List<Stream> all = enter(3);
		this.slots.giveUp(all.get(0));
		assertThat(this.slots.open()).hasSize(2);
		assertThat(this.waiting.sum()).isEqualTo(1);
	}

	@Test
	void whatLeavesAsSoonAsItBeginsLetsAllOthersInWithoutEndlessCalls() {
		List<Stream> begunAndLeft = new ArrayList<>();
		List<StreamSlots<Stream>> made = new ArrayList<>();
		StreamSlots<Stream> hasty = new StreamSlots<>(1, this.waiting, (stream) -> {
			begunAndLeft.add(stream);
			if (begunAndLeft.size() > 1) {
				made.get(0).leave(stream);
			}
		});
		made.add(hasty);
		Stream first = new Stream();
		hasty.enter(first);
		for (int i = 0; i < 100_000; i++) {
			hasty.enter(new Stream());
		}
		hasty.leave(first);
		assertThat(begunAndLeft).hasSize(100_001);
		assertThat(hasty.open()).isEmpty();
		assertThat(this.waiting.sum()).isZero();
	}

	@Test
	void whatCannotBeginHoldsNoSlot() {
		List<Stream> asked = new ArrayList<>();
		StreamSlots<Stream> failing = new StreamSlots<>(1, this.waiting, (stream) -> {
			asked.add(stream);
			if (asked.size() < 3) {
				throw new OutOfMemoryError("made up by a test");
			}
		});
		for (int i = 0; i < 2; i++) {
			assertThatThrownBy(() -> failing.enter(new Stream())).isInstanceOf(OutOfMemoryError.class);
			assertThat(failing.open()).isEmpty();
		}
		Stream last = new Stream();
		failing.enter(last);
		assertThat(failing.open()).containsExactly(last);
	}

	private List<Stream> enter(int count) {
		List<Stream> all = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			Stream stream = new Stream();
			all.add(stream);
			this.slots.enter(stream);
		}
		return all;
	}

	private static final class Stream implements StreamOccupant {

		@Override
		public boolean isGivenUp() {
			return false;
		}

		@Override
		public void begin(QuicStreamChannel stream) {
			throw new IllegalStateException("the slots open no streams themselves");
		}

		@Override
		public void notBegun(Throwable cause) {
			throw new IllegalStateException("the slots open no streams themselves");
		}

		@Override
		public void notOpened() {
			throw new IllegalStateException("the slots open no streams themselves");
		}

		@Override
		public int maxFrameLength() {
			return 0;
		}

		@Override
		public void frame(int type, ByteBuf body) {
			throw new IllegalStateException("nothing is read");
		}

		@Override
		public void inputEnded() {
			throw new IllegalStateException("nothing is read");
		}

		@Override
		public void closed() {
			throw new IllegalStateException("nothing is read");
		}

	}

}
