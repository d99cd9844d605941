package io.quictransport.internal.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which lane of a {@link StreamPool} takes the next message, and when lanes begin and
 * end.
 */
class LanesTests {

	private static final int MOST = 4;

	private final LongAdder counter = new LongAdder();

	/** The lanes that were begun, in their order. */
	private final List<FakeLane> made = new ArrayList<>();

	private final List<String> notes = new ArrayList<>();

	/** Whether a stream is granted as soon as one is asked for. */
	private boolean granted = true;

	private boolean lossy = true;

	private final Lanes<FakeLane> lanes = new Lanes<>(MOST, () -> this.lossy, this.counter, this::make, this::open,
			() -> this.notes.add("calls go on"));

	@Test
	void theFirstMessageWaitsForItsLane() {
		this.granted = false;
		assertThat(send()).isNull();
		assertThat(send()).isNull();
		assertThat(this.made).hasSize(1);
		grant(0);
		assertThat(this.notes).containsExactly("calls go on");
		assertThat(send()).isSameAs(this.made.get(0));
	}

	@Test
	void aMessageTakesTheLaneThatItOpensIfTheStreamIsGrantedAtOnce() {
		assertThat(send()).isSameAs(this.made.get(0));
		assertThat(this.notes).isEmpty();
	}

	@Test
	void oneLaneIsEnoughWhereNothingIsLost() {
		this.lossy = false;
		for (int i = 0; i < 100; i++) {
			send();
		}
		assertThat(this.made).hasSize(1);
	}

	@Test
	void anotherLaneHelpsOutWhileOneDoesNotTakeWhatIsWritten() {
		this.lossy = false;
		send();
		this.made.get(0).free = false;
		assertThat(send()).isSameAs(this.made.get(1));
		this.made.get(1).free = false;
		assertThat(send()).isSameAs(this.made.get(0));
		assertThat(this.made).as("half of the lanes").hasSize(MOST / 2);
		this.made.get(0).free = true;
		assertThat(send()).isSameAs(this.made.get(0));
		assertThat(send()).isSameAs(this.made.get(0));
	}

	@Test
	void ofManyMessagesThoseThatShareAPacketShareALane() {
		for (int i = 0; i < MOST; i++) {
			send();
		}
		FakeLane last = Objects.requireNonNull(send());
		last.gathered = Lanes.PACKET - 1;
		assertThat(send()).isSameAs(last);
		last.gathered = Lanes.PACKET;
		FakeLane next = Objects.requireNonNull(send());
		assertThat(next).isNotSameAs(last);
		next.gathered = 1;
		assertThat(send()).isSameAs(next);
		next.gathered = 0;
		assertThat(send()).as("it has left").isSameAs(last);
	}

	@Test
	void ofFewMessagesThoseThatShareAPacketHaveALaneEach() {
		send();
		this.made.get(0).gathered = 1;
		assertThat(send()).isSameAs(this.made.get(1));
	}

	@Test
	void messagesAreSpreadAsSoonAsSomethingIsLost() {
		this.lossy = false;
		send();
		send();
		this.lossy = true;
		assertThat(send()).isSameAs(this.made.get(1));
	}

	@Test
	void fewMessagesHaveALaneEach() {
		for (int i = 0; i < MOST; i++) {
			send();
		}
		assertThat(this.made).extracting((lane) -> lane.load).containsExactly(1, 1, 1, 1);
		assertThat(this.lanes.count()).isEqualTo(MOST);
	}

	@Test
	void anIdleLaneIsTakenBeforeAnotherIsOpened() {
		send();
		this.made.get(0).load = 0;
		assertThat(send()).isSameAs(this.made.get(0));
		assertThat(this.made).hasSize(1);
	}

	@Test
	void oneLaneIsOpenedAtATimeAndTheOthersTakeTheMessagesMeanwhile() {
		send();
		this.granted = false;
		assertThat(send()).isSameAs(this.made.get(0));
		assertThat(send()).isSameAs(this.made.get(0));
		assertThat(this.made).hasSize(2);
		grant(1);
		assertThat(send()).isSameAs(this.made.get(1));
	}

	@Test
	void manyMessagesShareHalfOfTheLanes() {
		for (int i = 0; i < MOST; i++) {
			send();
		}
		for (int i = 0; i < 8; i++) {
			send();
		}
		assertThat(this.made).extracting((lane) -> lane.load).containsExactly(5, 5, 1, 1);
	}

	@Test
	void theLeastLoadedLaneTakesTheNextMessage() {
		for (int i = 0; i < MOST; i++) {
			send();
		}
		this.made.get(0).load = 0;
		this.made.get(2).load = 0;
		assertThat(send()).isSameAs(this.made.get(0));
		assertThat(send()).isSameAs(this.made.get(2));
	}

	@Test
	void aLaneThatTakesNothingMoreIsPassedOverAndReplaced() {
		send();
		this.made.get(0).usable = false;
		assertThat(send()).isSameAs(this.made.get(1));
	}

	@Test
	void aLaneThatCouldNotBeOpenedIsTriedAgainForTheCallsThatWait() {
		this.granted = false;
		send();
		this.lanes.ended(this.made.get(0));
		this.granted = true;
		this.lanes.openAwaited();
		assertThat(this.made).hasSize(2);
		assertThat(this.notes).containsExactly("calls go on");
		this.lanes.openAwaited();
		assertThat(this.made).hasSize(2);
	}

	@Test
	void idleLanesEndAllButOne() {
		for (int i = 0; i < MOST; i++) {
			send();
		}
		this.made.get(1).load = 0;
		this.made.get(2).load = 0;
		this.made.get(2).lastUsed = 50;
		this.lanes.endIdle(100, 60);
		assertThat(this.notes).containsExactly("finish 1");
		this.made.forEach((lane) -> lane.load = 0);
		this.lanes.endIdle(1000, 60);
		assertThat(this.notes).containsExactly("finish 1", "finish 0", "finish 2");
		assertThat(this.lanes.open()).containsExactly(this.made.get(3));
		assertThat(this.counter.sum()).isEqualTo(1);
	}

	@Test
	void allAreDroppedWithTheConnectionAlsoTheOneThatIsNotOpen() {
		send();
		this.granted = false;
		send();
		this.lanes.abandon();
		assertThat(this.notes).containsExactly("abandon 0", "abandon 1");
		assertThat(this.lanes.count()).isZero();
		assertThat(this.counter.sum()).isZero();
	}

	private @Nullable FakeLane send() {
		FakeLane lane = this.lanes.next();
		if (lane != null) {
			lane.load++;
		}
		return lane;
	}

	private FakeLane make() {
		FakeLane lane = new FakeLane(this.made.size(), this.notes);
		this.made.add(lane);
		return lane;
	}

	private void open(FakeLane lane) {
		if (this.granted) {
			lane.usable = true;
			this.lanes.opened(lane);
		}
	}

	private void grant(int number) {
		this.granted = true;
		open(this.made.get(number));
	}

	/** A stream of which a test says how busy it is. */
	private static final class FakeLane implements Lanes.Lane {

		private final int number;

		private final List<String> notes;

		private boolean usable;

		private int load;

		private int gathered;

		private boolean free = true;

		private long lastUsed;

		FakeLane(int number, List<String> notes) {
			this.number = number;
			this.notes = notes;
		}

		@Override
		public boolean isUsable() {
			return this.usable;
		}

		@Override
		public int load() {
			return this.load;
		}

		@Override
		public int gathered() {
			return this.gathered;
		}

		@Override
		public boolean isFree() {
			return this.free;
		}

		@Override
		public long lastUsed() {
			return this.lastUsed;
		}

		@Override
		public void finish() {
			this.usable = false;
			this.notes.add("finish " + this.number);
		}

		@Override
		public void abandon() {
			this.usable = false;
			this.notes.add("abandon " + this.number);
		}

	}

}
