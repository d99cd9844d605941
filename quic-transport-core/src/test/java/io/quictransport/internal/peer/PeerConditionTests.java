package io.quictransport.internal.peer;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

import io.quictransport.DownReason;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.PeerFailure;
import io.quictransport.PeerPhase;
import io.quictransport.internal.connection.CloseCause;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is told of a peer as its connections come and go.
 */
class PeerConditionTests {

	private final AtomicLong now = new AtomicLong(Duration.ofHours(1).toNanos());

	private final PeerCondition condition = new PeerCondition(this.now::get);

	@Test
	void aPeerIsConnectedSinceItsFirstConnectionHoweverOftenThatIsReplaced() {
		assertThat(this.condition.phase()).isEqualTo(PeerPhase.DISCOVERED);
		this.condition.connected("quic-transport/1");
		this.now.addAndGet(Duration.ofMinutes(5).toNanos());
		this.condition.connected("quic-transport/2");
		PeerCondition.View view = this.condition.view();
		assertThat(view.phase()).isEqualTo(PeerPhase.CONNECTED);
		assertThat(view.software()).isEqualTo("quic-transport/2");
		assertThat(view.connectedSince()).isBefore(Instant.now().minus(Duration.ofMinutes(4)));
		assertThat(view.lastFailure()).isNull();
	}

	@Test
	void aPlannedEndIsNoFailureAndAStopIsCounted() {
		this.condition.connected(null);
		this.condition.down(DownReason.PEER_STOPPED, cause(ErrorCode.NOT_RUNNING, "both ends are done"), true);
		assertThat(this.condition.view()).isEqualTo(new PeerCondition.View(PeerPhase.DISCONNECTED, null, null, null));
		assertThat(this.condition.whyNotConnected()).isEqualTo("the peer is DISCONNECTED (PEER_STOPPED)");
		assertThat(this.condition.stops()).isEqualTo(1);
	}

	@Test
	void theLastFailureIsToldUntilThePeerIsConnectedAgain() {
		this.condition.connected(null);
		this.condition.down(DownReason.IDLE_TIMEOUT, cause(ErrorCode.IDLE_TIMEOUT, "nothing was heard"), false);
		assertThat(this.condition.view().lastFailure()).extracting(PeerFailure::code).isEqualTo(ErrorCode.IDLE_TIMEOUT);
		this.condition.dialFailed(
				NetworkException.of(ErrorCode.CONNECT_TIMEOUT, Outcome.NOT_SENT, "no answer", ErrorContext.NONE));
		assertThat(this.condition.view().lastFailure()).extracting(PeerFailure::code)
			.isEqualTo(ErrorCode.CONNECT_TIMEOUT);
		assertThat(this.condition.whyNotConnected()).startsWith("the peer is DISCONNECTED; last error: ")
			.contains("no answer");
		this.condition.connected(null);
		assertThat(this.condition.view().lastFailure()).isNull();
		assertThat(this.condition.stops()).isZero();
	}

	private static CloseCause cause(ErrorCode code, String detail) {
		return new CloseCause(code, detail, ErrorContext.NONE, null);
	}

}
