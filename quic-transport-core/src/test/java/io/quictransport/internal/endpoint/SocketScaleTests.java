package io.quictransport.internal.endpoint;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How a socket follows the number of its connections.
 */
class SocketScaleTests {

	private static final int LEAST = 16 * SocketScale.ROOM;

	private final List<Integer> rooms = new ArrayList<>();

	private final List<Integer> turns = new ArrayList<>();

	private final List<String> shortages = new ArrayList<>();

	/** What the system grants. */
	private int most = SocketScale.MOST_ROOM;

	private final SocketScale scale = scale(LEAST);

	@Test
	void withFewConnectionsItStaysAsItIs() {
		open(SocketScale.BATCH / 2);
		assertThat(this.rooms).isEmpty();
		assertThat(this.turns).isEmpty();
	}

	@Test
	void theBufferDoublesWhenItHasNoRoomForABurstOfEach() {
		open(17);
		assertThat(this.rooms).containsExactly(2 * LEAST);
		open(16);
		assertThat(this.rooms).containsExactly(2 * LEAST, 4 * LEAST);
	}

	@Test
	void theBufferEndsAtItsMost() {
		open(10_000);
		assertThat(this.rooms).last().isEqualTo(SocketScale.MOST_ROOM);
		assertThat(this.rooms).isSorted().doesNotHaveDuplicates();
	}

	@Test
	void aSystemThatGrantsLessIsToldOfOnce() {
		this.most = 3 * LEAST;
		open(17);
		assertThat(this.shortages).isEmpty();
		open(10_000);
		assertThat(this.shortages).containsExactly(4 * LEAST + " > " + 3 * LEAST);
	}

	@Test
	void aBufferThatIsLargeAlreadyIsNotTouched() {
		SocketScale large = scale(2 * SocketScale.MOST_ROOM);
		for (int i = 0; i < 10_000; i++) {
			large.opened();
		}
		assertThat(this.rooms).isEmpty();
	}

	@Test
	void aTurnReadsSeveralDatagramsOfEachConnection() {
		open(9);
		assertThat(this.turns).containsExactly(2 * SocketScale.BATCH);
		open(91);
		assertThat(this.turns).last().isEqualTo(13 * SocketScale.BATCH);
		open(10_000);
		assertThat(this.turns).last().isEqualTo(SocketScale.LONGEST_TURN);
	}

	@Test
	void aTurnIsShortAgainWhenTheConnectionsAreGone() {
		open(100);
		for (int i = 0; i < 99; i++) {
			this.scale.closed();
		}
		assertThat(this.turns).last().isEqualTo(SocketScale.ONE_CALL);
	}

	private SocketScale scale(int room) {
		return new SocketScale(room, new SocketScale.Socket() {

			@Override
			public int receiveBuffer(int bytes) {
				SocketScaleTests.this.rooms.add(bytes);
				return Math.min(bytes, SocketScaleTests.this.most);
			}

			@Override
			public void lacksRoom(int asked, int granted) {
				SocketScaleTests.this.shortages.add(asked + " > " + granted);
			}

			@Override
			public void turn(int datagrams) {
				SocketScaleTests.this.turns.add(datagrams);
			}

		});
	}

	private void open(int connections) {
		for (int i = 0; i < connections; i++) {
			this.scale.opened();
		}
	}

}
