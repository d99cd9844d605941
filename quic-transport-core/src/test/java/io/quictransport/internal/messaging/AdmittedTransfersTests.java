package io.quictransport.internal.messaging;

import io.quictransport.PeerId;
import io.quictransport.internal.wire.ControlFrames.Settled;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds that large messages are listed as admitted until they are settled, however many
 * came since.
 */
class AdmittedTransfersTests {

	private final FakeLink connection = link();

	private final AdmittedTransfers transfers = new AdmittedTransfers();

	@Test
	void aMessageIsListedUntilItIsSettledHoweverManyFollow() {
		for (int id = 1; id <= 2_000; id++) {
			this.transfers.add(id, this.connection, 4L * id);
		}
		long[] above = new long[1_999];
		for (int i = 0; i < above.length; i++) {
			above[i] = i + 2;
		}
		this.transfers.settled(new Settled(1, above));
		assertThat(this.transfers.streamsOf(this.connection)).containsExactly(4L);
		this.transfers.settled(new Settled(2_001, new long[0]));
		assertThat(this.transfers.streamsOf(this.connection)).isEmpty();
	}

	@Test
	void eachConnectionListsItsOwnUntilItIsClosed() {
		FakeLink other = link();
		this.transfers.add(1, this.connection, 4);
		this.transfers.add(2, other, 8);
		assertThat(this.transfers.streamsOf(other)).containsExactly(8L);
		this.transfers.connectionClosed(other);
		assertThat(this.transfers.streamsOf(other)).isEmpty();
		assertThat(this.transfers.streamsOf(this.connection)).containsExactly(4L);
	}

	@Test
	void noMoreAreRememberedThanAGoAwayLists() {
		for (int id = 1; id <= AdmittedTransfers.MOST; id++) {
			assertThat(this.transfers.add(id, this.connection, 4L * id)).isTrue();
		}
		assertThat(this.transfers.add(10_000, this.connection, 4)).isFalse();
		// A copy takes the place of the one before.
		assertThat(this.transfers.add(1, this.connection, 8)).isTrue();
		this.transfers.settled(new Settled(2, new long[0]));
		assertThat(this.transfers.add(10_000, this.connection, 4)).isTrue();
	}

	private static FakeLink link() {
		return new FakeLink(() -> 0, new PeerId("node-x"), 1, 1);
	}

}
