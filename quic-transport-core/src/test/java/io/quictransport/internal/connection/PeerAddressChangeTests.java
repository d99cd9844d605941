package io.quictransport.internal.connection;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;

import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.support.ManualLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What follows when a peer is heard from another address.
 */
class PeerAddressChangeTests {

	private static final SocketAddress THERE = new InetSocketAddress("192.0.2.1", 4711);

	private static final SocketAddress ELSEWHERE = new InetSocketAddress("192.0.2.2", 4711);

	private static final String CLOSED = "close CONNECTION_LOST: the peer's address has changed,"
			+ " and it does not answer PINGs sent to the new one";

	private final ManualLoop loop = new ManualLoop();

	private final FakeConnection connection = new FakeConnection(this.loop);

	private final PeerAddressChange change = new PeerAddressChange(this.connection, new LoopTasks(this.loop.loop()));

	@AfterEach
	void close() {
		this.loop.close();
	}

	@Test
	void thePeerIsAskedForASuccessorAndWhetherItIsThere() {
		assertThat(this.change.isSeen()).isFalse();
		this.change.peerMigrated(THERE);
		assertThat(this.change.isSeen()).isTrue();
		assertThat(this.connection.taken()).containsExactly("address " + THERE, "ask for a successor", "ping");
	}

	@Test
	void furtherChangesAreFollowedAndAskForNothingMore() {
		this.change.peerMigrated(THERE);
		this.connection.taken();
		this.change.peerMigrated(ELSEWHERE);
		assertThat(this.connection.taken()).containsExactly("address " + ELSEWHERE);
	}

	@Test
	void aPeerThatMovesInItsHandshakeIsFollowedOnly() {
		this.connection.open = false;
		this.change.peerMigrated(THERE);
		assertThat(this.connection.taken()).containsExactly("address " + THERE);
		assertThat(this.change.isSeen()).isFalse();
	}

	@Test
	void aPeerThatDoesNotAnswerThereIsLeftAfterASecond() {
		this.change.peerMigrated(THERE);
		this.connection.taken();
		pass(999);
		assertThat(this.connection.taken()).isEmpty();
		pass(1);
		assertThat(this.connection.taken()).containsExactly(CLOSED);
	}

	@Test
	void aLongPathHasFourRoundTripsMore() {
		this.connection.rtt = Duration.ofMillis(200);
		this.change.peerMigrated(THERE);
		this.connection.taken();
		pass(1799);
		assertThat(this.connection.taken()).isEmpty();
		pass(1);
		assertThat(this.connection.taken()).containsExactly(CLOSED);
	}

	@Test
	void aPeerThatAnswersThereKeepsTheConnection() {
		this.change.peerMigrated(THERE);
		this.connection.taken();
		pass(500);
		this.connection.answered = this.loop.now();
		pass(60_000);
		assertThat(this.connection.taken()).isEmpty();
	}

	@Test
	void anAnswerToAnEarlierPingDoesNotCount() {
		this.connection.answered = this.loop.now() - 1;
		this.change.peerMigrated(THERE);
		this.connection.taken();
		pass(1000);
		assertThat(this.connection.taken()).containsExactly(CLOSED);
	}

	@Test
	void aConnectionThatHasASuccessorByThenIsLeftAlone() {
		this.change.peerMigrated(THERE);
		this.connection.taken();
		this.connection.live = false;
		pass(1000);
		assertThat(this.connection.taken()).isEmpty();
	}

	private void pass(long millis) {
		this.loop.pass(Duration.ofMillis(millis));
	}

}
