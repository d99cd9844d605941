package io.quictransport.internal.connection;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

import io.quictransport.ErrorCode;
import io.quictransport.internal.wire.ControlFrames.GoAway;
import io.quictransport.internal.wire.FrameReader.MalformedFrameException;
import io.quictransport.support.ManualLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * When a connection that ends in good order states what, and when it is closed whatever
 * remains.
 */
class GracefulCloseTests {

	private static final long GRACE = FakeConnection.GRACE.toMillis();

	private static final GoAway DRAINS = new GoAway(ErrorCode.DRAINING, "drains", Map.of(), Set.of());

	private static final String SILENT = "the peer is silent and nothing waits for it";

	private final ManualLoop loop = new ManualLoop();

	private final FakeConnection connection = new FakeConnection(this.loop);

	private final GracefulClose close = new GracefulClose(this.connection, this.connection.context());

	@AfterEach
	void end() {
		this.close.connectionClosed();
		this.loop.close();
	}

	@Test
	void aReplacedConnectionClosesWhenBothEndsAreDone() {
		retire();
		assertThat(this.connection.taken()).containsExactly("GOAWAY CONNECTION_REPLACED", "settle all", "DONE");
		this.close.doneReceived();
		assertThat(this.connection.taken()).containsExactly("close CONNECTION_REPLACED: both ends are done");
	}

	@Test
	void anEndIsNotDoneWhileItWaitsForAnswers() {
		this.connection.messages.waiting = true;
		leave();
		this.close.doneReceived();
		assertThat(this.connection.taken()).containsExactly("GOAWAY DISCONNECTED");
		this.connection.messages.waiting = false;
		this.close.progress();
		assertThat(this.connection.taken()).containsExactly("settle all", "DONE",
				"close DISCONNECTED: both ends are done");
	}

	@Test
	void aDrainIsStatedOnceAndEndsNothing() {
		this.close.drain(0);
		this.close.drain(0);
		assertThat(this.connection.taken()).containsExactly("GOAWAY DRAINING");
		assertThat(this.close.refusesWork()).isTrue();
		assertThat(this.close.isLeaving()).isFalse();
	}

	@Test
	void aSuccessorIsNeededFromTheTimeWhenADrainIsTakenBackUntilTheNextOne() {
		this.close.drain(0);
		assertThat(this.close.needsSuccessor()).isFalse();
		this.close.undrain();
		assertThat(this.close.needsSuccessor()).isTrue();
		this.close.drain(0);
		assertThat(this.close.needsSuccessor()).isFalse();
	}

	@Test
	void aSuccessorIsNeededFromTheTimeWhenThePeerTakesItsDrainBackUntilItsNextOne() {
		this.close.received(DRAINS);
		assertThat(this.close.needsSuccessor()).isFalse();
		this.close.received(GoAway.replaced());
		assertThat(this.close.needsSuccessor()).isTrue();
		this.close.received(DRAINS);
		assertThat(this.close.needsSuccessor()).isFalse();
	}

	@Test
	void whatADrainHasAdmittedStaysTrueWhenTheNodeLeaves() {
		this.connection.messages.lanes = Map.of(4L, 7L);
		this.close.drain(0);
		this.connection.messages.lanes = Map.of(4L, 9L);
		leave();
		assertThat(this.connection.goAways).extracting(GoAway::code)
			.containsExactly(ErrorCode.DRAINING, ErrorCode.DISCONNECTED);
		assertThat(this.connection.goAways).extracting(GoAway::lanes).containsOnly(Map.of(4L, 7L));
	}

	@Test
	void theGraceEndsWhateverRemains() {
		this.connection.messages.waiting = true;
		this.connection.messages.streams = true;
		leave();
		this.connection.taken();
		pass(GRACE - 1);
		assertThat(this.connection.taken()).isEmpty();
		pass(1);
		assertThat(this.connection.taken()).containsExactly("close DISCONNECTED: bye");
	}

	@Test
	void streamsOutliveTheGraceOfAConnectionThatWasOnlyReplaced() {
		this.connection.messages.waiting = true;
		this.connection.messages.streams = true;
		retire();
		this.connection.taken();
		pass(3 * GRACE);
		assertThat(this.connection.taken()).isEmpty();
		this.connection.messages.streams = false;
		pass(GRACE);
		assertThat(this.connection.taken()).containsExactly("close CONNECTION_REPLACED: replaced");
	}

	@Test
	void aReplacedConnectionThatHasStalledIsLeftAfterASecond() {
		this.connection.messages.stalled = true;
		this.connection.messages.waiting = true;
		this.connection.messages.streams = true;
		retire();
		this.connection.taken();
		pass(999);
		assertThat(this.connection.taken()).isEmpty();
		pass(1);
		assertThat(this.connection.taken()).containsExactly("close CONNECTION_REPLACED: replaced");
	}

	@Test
	void aSilenceShortensTheGraceOfAReplacedConnection() {
		this.connection.messages.waiting = true;
		retire();
		this.connection.taken();
		this.connection.pathSuspect = true;
		this.close.pathSuspect();
		pass(1000);
		assertThat(this.connection.taken()).containsExactly("close CONNECTION_REPLACED: replaced");
	}

	@Test
	void onAPathThatHasBecomeNarrowAReplacedConnectionIsLeftAfterATenthOfASecondAndThreeRoundTrips() {
		this.connection.messages.waiting = true;
		this.connection.pathNarrow = true;
		this.connection.rtt = Duration.ofMillis(20);
		retire();
		this.connection.taken();
		pass(159);
		assertThat(this.connection.taken()).isEmpty();
		pass(1);
		assertThat(this.connection.taken()).containsExactly("close CONNECTION_REPLACED: replaced");
	}

	@Test
	void aDrainKeepsAReplacedConnectionForAsLongAsAdmittedWorkMayTake() {
		this.connection.messages.waiting = true;
		retire();
		this.connection.taken();
		this.close.drain(Duration.ofMillis(3 * GRACE).toNanos());
		assertThat(this.connection.taken()).containsExactly("GOAWAY DRAINING");
		pass(3 * GRACE - 1);
		assertThat(this.connection.taken()).isEmpty();
		pass(1);
		assertThat(this.connection.taken()).containsExactly("close CONNECTION_REPLACED: replaced");
	}

	@Test
	void aPeerThatOwesDoneAndIsSilentIsGivenUpAfterASecond() {
		leave();
		assertThat(this.connection.taken()).containsExactly("GOAWAY DISCONNECTED", "settle all", "DONE", "ping");
		pass(999);
		assertThat(this.connection.taken()).isEmpty();
		pass(1);
		assertThat(this.connection.taken()).containsExactly("close DISCONNECTED: " + SILENT);
	}

	@Test
	void aPeerThatOwesDoneAndAnswersIsAskedAgain() {
		leave();
		this.connection.taken();
		for (int i = 0; i < 3; i++) {
			pass(500);
			this.connection.lastHeard = this.loop.now();
			pass(500);
			assertThat(this.connection.taken()).containsExactly("ping");
		}
	}

	@Test
	void aSilentPeerWhoseWorkIsNotAnsweredIsNotGivenUp() {
		this.connection.messages.answering = true;
		leave();
		this.connection.taken();
		pass(1000);
		assertThat(this.connection.taken()).containsExactly("ping");
	}

	@Test
	void aLongPathHasThreeRoundTrips() {
		this.connection.rtt = Duration.ofMillis(600);
		leave();
		this.connection.taken();
		pass(1799);
		assertThat(this.connection.taken()).isEmpty();
		pass(1);
		assertThat(this.connection.taken()).containsExactly("close DISCONNECTED: " + SILENT);
	}

	@Test
	void aPeerThatTakesNoMoreIsReportedEachTimeAndRefusedTheFourth() {
		for (int i = 0; i < 3; i++) {
			this.close.received(DRAINS);
			assertThat(this.connection.taken()).containsExactly("peer refuses", "peer drains");
		}
		assertThat(this.close.peerRefusesWork()).isTrue();
		assertThat(this.close.isLeaving()).isFalse();
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> this.close.received(DRAINS));
	}

	@Test
	void aPeerThatTakesItsDrainBackWantsASuccessorAndTakesNoWorkHere() {
		this.close.received(DRAINS);
		this.connection.taken();
		this.close.received(GoAway.replaced());
		assertThat(this.connection.taken()).containsExactly("successor wanted");
		assertThat(this.close.peerRefusesWork()).isTrue();
		assertThat(this.close.peerCode()).isEqualTo(ErrorCode.DRAINING);
		assertThat(this.close.isLeaving()).isFalse();
	}

	@Test
	void aStoppingPeerWantsNoSuccessor() {
		this.close.received(new GoAway(ErrorCode.NOT_RUNNING, "stops", Map.of(), Set.of()));
		this.connection.taken();
		this.close.received(GoAway.replaced());
		assertThat(this.connection.taken()).isEmpty();
	}

	@Test
	void aDrainThatIsTakenBackAsksForASuccessorAndAdmitsNothingMoreHere() {
		this.close.drain(0);
		this.close.undrain();
		assertThat(this.connection.taken()).containsExactly("GOAWAY DRAINING", "GOAWAY CONNECTION_REPLACED");
		assertThat(this.close.refusesWork()).isTrue();
		assertThat(this.close.ownCode()).isEqualTo(ErrorCode.DRAINING);
		this.close.retire();
		assertThat(this.connection.taken()).as("it says nothing twice").containsExactly("settle all", "DONE", "ping");
	}

	@Test
	void aDrainedConnectionThatIsNotReplacedIsClosedSoThatThePeerDialsAgain() {
		this.connection.messages.waiting = true;
		this.close.drain(0);
		this.close.undrain();
		this.connection.taken();
		pass(GRACE - 1);
		assertThat(this.connection.taken()).isEmpty();
		pass(1);
		assertThat(this.connection.taken())
			.containsExactly("close CONNECTION_REPLACED: the node takes work again, on a newer connection");
	}

	@Test
	void aLongDrainThatIsTakenBackKeepsTheConnectionNoLongerThanTheGracePeriod() {
		this.connection.messages.waiting = true;
		this.close.drain(Duration.ofHours(1).toNanos());
		this.close.undrain();
		this.connection.taken();
		pass(GRACE);
		assertThat(this.connection.taken())
			.containsExactly("close CONNECTION_REPLACED: the node takes work again, on a newer connection");
	}

	@Test
	void aDrainThatBeginsAgainKeepsTheConnectionWhoseSuccessorHasNotCome() {
		this.connection.messages.waiting = true;
		this.close.drain(0);
		this.close.undrain();
		this.close.drain(0);
		this.connection.taken();
		pass(10 * GRACE);
		assertThat(this.connection.taken()).isEmpty();
	}

	@Test
	void streamsOutliveTheGraceOfADrainThatIsTakenBack() {
		this.connection.messages.streams = true;
		this.close.drain(0);
		this.close.undrain();
		this.connection.taken();
		pass(3 * GRACE);
		assertThat(this.connection.taken()).isEmpty();
	}

	@Test
	void aConnectionThatIsNotDrainedOrIsLeftIsNotChanged() {
		this.close.undrain();
		assertThat(this.connection.taken()).isEmpty();
		this.close.drain(0);
		leave();
		this.connection.taken();
		this.close.undrain();
		assertThat(this.connection.taken()).isEmpty();
	}

	@Test
	void aPeerThatReplacesTheConnectionWantsASuccessor() {
		this.close.received(GoAway.replaced());
		assertThat(this.connection.taken()).containsExactly("successor wanted");
		assertThat(this.close.peerRefusesWork()).isFalse();
	}

	@Test
	void anEndThatRefusesWorkAsksForNoSuccessor() {
		this.close.askForSuccessor();
		assertThat(this.connection.taken()).containsExactly("GOAWAY CONNECTION_REPLACED");
		this.close.drain(0);
		this.connection.taken();
		this.close.askForSuccessor();
		assertThat(this.connection.taken()).isEmpty();
	}

	private void retire() {
		this.close.endWithinGrace(ErrorCode.CONNECTION_REPLACED, "replaced");
		this.close.retire();
	}

	private void leave() {
		this.close.endWithinGrace(ErrorCode.DISCONNECTED, "bye");
		this.close.leave(ErrorCode.DISCONNECTED, "bye");
	}

	private void pass(long millis) {
		this.loop.pass(Duration.ofMillis(millis));
	}

}
