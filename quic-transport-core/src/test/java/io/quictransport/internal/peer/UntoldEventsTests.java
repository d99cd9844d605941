package io.quictransport.internal.peer;

import java.util.function.IntFunction;
import java.util.stream.IntStream;

import io.quictransport.DownReason;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How much is kept of a peer that listeners have no time for.
 */
class UntoldEventsTests {

	private static final PeerId PEER = new PeerId("node-x");

	private static final int MANY = 10_000;

	private final UntoldEvents events = new UntoldEvents();

	@Test
	void comingAndGoingTakesABoundedNumberOfTasks() {
		assertThat(add((i) -> (i % 2 == 0) ? up() : down())).isLessThanOrEqualTo(UntoldEvents.MOST);
		assertThat(told()).isLessThanOrEqualTo(UntoldEvents.MOST);
	}

	@Test
	void soDoesChangingMeanwhile() {
		IntFunction<UntoldEvents.Event> turn = (i) -> switch (i % 3) {
			case 0 -> up();
			case 1 -> new UntoldEvents.Updated(NodeInfo.of(PEER));
			default -> down();
		};
		assertThat(add(turn)).isLessThanOrEqualTo(UntoldEvents.MOST);
	}

	@Test
	void itIsEmptyWhenEachTaskHasRun() {
		int tasks = add((i) -> (i % 2 == 0) ? up() : down());
		for (int i = 0; i < tasks; i++) {
			assertThat(this.events.isEmpty()).isFalse();
			this.events.next();
		}
		assertThat(this.events.isEmpty()).isTrue();
		assertThat(this.events.add(up())).isTrue();
	}

	@Test
	void theEndThatIsToldLastIsTheLastOneWithItsReason() {
		add((i) -> (i % 2 == 0) ? down() : up());
		this.events.add(new UntoldEvents.Down(PEER, DownReason.PEER_STOPPED));
		UntoldEvents.Event last = null;
		for (UntoldEvents.Event next = this.events.next(); next != null; next = this.events.next()) {
			last = next;
		}
		assertThat(last).isEqualTo(new UntoldEvents.Down(PEER, DownReason.PEER_STOPPED));
	}

	/** Returns the number of tasks that are to tell of the events. */
	private int add(IntFunction<UntoldEvents.Event> made) {
		return (int) IntStream.range(0, MANY).mapToObj(made).filter(this.events::add).count();
	}

	private int told() {
		int count = 0;
		while (this.events.next() != null) {
			count++;
		}
		return count;
	}

	private static UntoldEvents.Event up() {
		return new UntoldEvents.Up(NodeInfo.of(PEER));
	}

	private static UntoldEvents.Event down() {
		return new UntoldEvents.Down(PEER, DownReason.CONNECTION_LOST);
	}

}
