package io.quictransport.internal.peer;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.NodeAddress;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.UnreachedPeer;
import io.quictransport.support.CapturedLogs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each cause of an unreached peer is logged once, and again after a long time.
 */
class UnreachedPeersTests {

	private static final String EVENT = "peer_unreachable";

	private final AtomicLong clock = new AtomicLong();

	private final Set<PeerId> denied = new HashSet<>();

	private final UnreachedPeers peers = new UnreachedPeers(this.clock::get, this.denied::contains);

	private final UnreachedPeers.Watch watch = this.peers.watch(target("node-b"));

	private final CapturedLogs logs = new CapturedLogs();

	@BeforeEach
	void capture() {
		this.logs.begin();
	}

	@AfterEach
	void release() {
		this.logs.end();
	}

	@Test
	void aPeerThatThisNodeItselfRefusesIsNotMissedUntilItIsAllowedAgain() {
		this.watch.wanted();
		this.denied.add(new PeerId("node-b"));
		fail(ErrorCode.PEER_NOT_ALLOWED);
		assertThat(this.peers.list()).isEmpty();
		assertThat(this.logs.warnings(EVENT)).isEmpty();
		this.denied.clear();
		assertThat(this.peers.list()).singleElement().returns(1L, UnreachedPeer::failures);
		fail(ErrorCode.CERTIFICATE_REFUSED);
		assertThat(this.logs.warnings(EVENT)).hasSize(1);
	}

	@Test
	void aCauseThatMayPassIsLoggedWhenItHasNotPassed() {
		this.watch.wanted();
		fail(ErrorCode.CONNECT_TIMEOUT);
		assertThat(this.logs.warnings(EVENT)).isEmpty();
		fail(ErrorCode.CONNECT_TIMEOUT);
		fail(ErrorCode.CONNECT_TIMEOUT);
		assertThat(this.logs.warnings(EVENT)).singleElement()
			.asString()
			.contains("peer=node-b", "code=CONNECT_TIMEOUT", "failures=2", "source=\"application\"",
					"reason=\"made up\"");
	}

	@Test
	void aCauseThatStaysIsLoggedAtOnceAndAnotherOneToo() {
		this.watch.wanted();
		fail(ErrorCode.CERTIFICATE_REFUSED);
		fail(ErrorCode.CERTIFICATE_REFUSED);
		fail(ErrorCode.PEER_ID_MISMATCH);
		fail(ErrorCode.CERTIFICATE_REFUSED);
		assertThat(this.logs.warnings(EVENT)).hasSize(2);
	}

	@Test
	void theSameCauseIsLoggedAgainAfterTenMinutes() {
		this.watch.wanted();
		fail(ErrorCode.CERTIFICATE_REFUSED);
		this.clock.addAndGet(Duration.ofMinutes(10).toNanos());
		fail(ErrorCode.CERTIFICATE_REFUSED);
		assertThat(this.logs.warnings(EVENT)).hasSize(2);
	}

	@Test
	void aPeerThatHasAnnouncedItsStopIsLoggedWhenItIsAwayForLong() {
		this.watch.lost(true);
		fail(ErrorCode.CONNECT_TIMEOUT);
		fail(ErrorCode.CONNECT_TIMEOUT);
		assertThat(this.logs.warnings(EVENT)).isEmpty();
		assertThat(this.watch.isStopped()).isTrue();
		this.clock.addAndGet(Duration.ofMinutes(10).toNanos());
		fail(ErrorCode.CONNECT_TIMEOUT);
		assertThat(this.logs.warnings(EVENT)).hasSize(1);
	}

	@Test
	void aPeerThatIsReachedAndLostAgainIsLoggedAnew() {
		this.watch.wanted();
		fail(ErrorCode.CERTIFICATE_REFUSED);
		this.watch.over();
		assertThat(this.peers.list()).isEmpty();
		this.watch.lost(false);
		fail(ErrorCode.CERTIFICATE_REFUSED);
		assertThat(this.logs.warnings(EVENT)).hasSize(2);
	}

	@Test
	void aLongListOfAddressesDoesNotFillTheLog() {
		for (int i = 0; i < 100; i++) {
			UnreachedPeers.Watch each = this.peers.watch(target("node-" + i));
			each.wanted();
			each.failed(failure(ErrorCode.CERTIFICATE_REFUSED));
		}
		assertThat(this.logs.warnings(EVENT)).hasSize(10);
		assertThat(this.peers.list()).hasSize(100);
	}

	@Test
	void theListTellsTheLastFailureAndTheNumber() {
		this.watch.wanted();
		assertThat(this.peers.list()).singleElement().extracting(UnreachedPeer::code).isNull();
		fail(ErrorCode.CONNECT_TIMEOUT);
		fail(ErrorCode.CERTIFICATE_REFUSED);
		assertThat(this.peers.list()).singleElement().satisfies((peer) -> {
			assertThat(peer.id()).isEqualTo(new PeerId("node-b"));
			assertThat(peer.code()).isEqualTo(ErrorCode.CERTIFICATE_REFUSED);
			assertThat(peer.failures()).isEqualTo(2);
			assertThat(peer.failedAt()).isAfterOrEqualTo(peer.since());
		});
	}

	private void fail(ErrorCode code) {
		this.watch.failed(failure(code));
	}

	private static NetworkException failure(ErrorCode code) {
		return NetworkException.of(code, Outcome.NOT_SENT, "made up", ErrorContext.NONE);
	}

	private static UnreachedPeers.Target target(String id) {
		return new UnreachedPeers.Target() {

			@Override
			public @Nullable PeerId expected() {
				return new PeerId(id);
			}

			@Override
			public List<NodeAddress> addresses() {
				return List.of(NodeAddress.parse("127.0.0.1:1"));
			}

			@Override
			public String source() {
				return "application";
			}

		};
	}

}
