package io.quictransport.internal.peer;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.internal.connection.Connection;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.TransportCounters;
import io.quictransport.internal.peer.DialTarget.DialListener;
import io.quictransport.internal.wire.ControlFrames.Hello;
import io.quictransport.support.ManualLoop;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When and where a peer is dialled, by a network that exists in the test alone.
 */
class RedialTests {

	private static final PeerId PEER = new PeerId("node-x");

	private final ManualLoop loop = new ManualLoop();

	private final FakeNetwork network = new FakeNetwork(this.loop);

	private final List<Long> bounds = new ArrayList<>();

	private final Target target = new Target();

	private final Listener listener = new Listener();

	private boolean denied;

	private final Redialler redialler = new Redialler(
			new DialContext(new PeerSettings(Duration.ofSeconds(5), Duration.ofMillis(200), Duration.ofSeconds(1), 1),
					new LoopTasks(this.loop.loop()), this.loop::now, new TransportCounters(), this.network, (most) -> {
						this.bounds.add(most);
						return most;
					}, (peer) -> this.denied),
			this.target, this.listener);

	@AfterEach
	void close() {
		this.loop.close();
	}

	@Test
	void theNextAddressIsTriedWhenTheOneBeforeIsSlow() {
		this.target.known = addresses(1, 2, 3);
		this.redialler.dialNow(null);
		pass(1000);
		assertThat(this.network.ports()).containsExactly(1, 2, 3);
		assertThat(this.network.times()).containsExactly(0L, 250L, 500L);
	}

	@Test
	void aRoundEndsThoughOneOfItsStepsFails() {
		this.target.known = addresses(1);
		this.target.said = addresses(2);
		this.target.failing = true;
		this.redialler.dialNow(null);
		pass(1000);
		assertThat(this.network.ports()).containsExactly(1);
		this.network.dials().get(0).refuse();
		pass(1);
		assertThat(this.listener.failures).isEqualTo(1);
		this.target.failing = false;
		pass(1000);
		assertThat(this.network.ports()).startsWith(1, 1);
	}

	@Test
	void theNextAddressIsTriedAtOnceWhenTheOneBeforeHasFailed() {
		this.target.known = addresses(1, 2);
		this.redialler.dialNow(null);
		pass(10);
		this.network.dials().get(0).refuse();
		pass(1);
		assertThat(this.network.times()).containsExactly(0L, 10L);
	}

	@Test
	void anAddressThatIsSilentIsDialledThreeTimesInARound() {
		this.target.known = addresses(1);
		this.redialler.dialNow(null);
		pass(4999);
		assertThat(this.network.times()).containsExactly(0L, 1500L, 3000L);
		assertThat(this.listener.failures).isZero();
		pass(1);
		assertThat(this.listener.failures).isEqualTo(1);
	}

	@Test
	void theBackOffDoublesUpToItsBound() {
		this.network.refuse();
		this.target.known = addresses(1);
		this.redialler.dialNow(null);
		pass(5000);
		assertThat(this.bounds).startsWith(200L, 400L, 800L, 1000L, 1000L);
		assertThat(this.network.times()).startsWith(0L, 200L, 600L, 1400L, 2400L);
	}

	@Test
	void aConnectionThatHasLivedForAWhileEndsTheBackOff() {
		this.network.refuse();
		this.target.known = addresses(1);
		this.redialler.dialNow(null);
		pass(2000);
		this.redialler.connected(NodeInfo.of(PEER));
		pass(5001);
		this.bounds.clear();
		this.redialler.lost();
		assertThat(this.bounds).containsExactly(200L);
	}

	@Test
	void aConnectionThatIsLostSoonDoesNot() {
		this.network.refuse();
		this.target.known = addresses(1);
		this.redialler.dialNow(null);
		pass(2000);
		this.redialler.connected(NodeInfo.of(PEER));
		pass(100);
		this.bounds.clear();
		this.redialler.lost();
		assertThat(this.bounds).containsExactly(1000L);
	}

	@Test
	void aSuccessorThatIsNeededIsDialledAgainAfterTheBackOffUntilThereIsOne() {
		this.network.refuse();
		this.target.known = addresses(1);
		this.redialler.connected(NodeInfo.of(PEER));
		pass(60_000);
		this.listener.connected = NodeInfo.of(PEER);
		this.listener.needsSuccessor = true;
		this.redialler.dialSuccessor();
		pass(1500);
		assertThat(this.network.times()).startsWith(60_000L, 60_200L, 60_600L, 61_400L);
		assertThat(this.listener.failures).as("the peer is connected").isZero();
		int dials = this.network.dials().size();
		this.redialler.connected(NodeInfo.of(PEER));
		pass(60_000);
		assertThat(this.network.dials()).hasSize(dials);
	}

	@Test
	void aSuccessorThatIsNeededNoMoreIsDialledNoMore() {
		this.network.refuse();
		this.target.known = addresses(1);
		this.listener.connected = NodeInfo.of(PEER);
		this.listener.needsSuccessor = true;
		this.redialler.dialSuccessor();
		pass(1);
		// The connection is about to end for another reason.
		this.listener.connected = null;
		this.listener.needsSuccessor = false;
		pass(60_000);
		assertThat(this.network.times()).containsExactly(0L);
		this.redialler.lost();
		pass(1000);
		assertThat(this.network.dials()).hasSizeGreaterThan(1);
	}

	@Test
	void aSuccessorThatIsNotNeededIsDialledOnce() {
		this.network.refuse();
		this.target.known = addresses(1);
		this.listener.connected = NodeInfo.of(PEER);
		this.redialler.dialSuccessor();
		pass(60_000);
		assertThat(this.network.times()).containsExactly(0L);
	}

	@Test
	void aPeerThatIsLostWhileItsSuccessorIsAwaitedIsDialledWithoutTheBackOffOfThat() {
		this.network.refuse();
		this.target.known = addresses(1);
		this.redialler.connected(NodeInfo.of(PEER));
		this.listener.connected = NodeInfo.of(PEER);
		this.listener.needsSuccessor = true;
		this.redialler.dialSuccessor();
		pass(6000);
		this.listener.connected = null;
		this.bounds.clear();
		this.redialler.lost();
		assertThat(this.bounds).containsExactly(200L);
		int dials = this.network.dials().size();
		pass(200);
		assertThat(this.network.dials()).hasSize(dials + 1);
	}

	@Test
	void whoWaitsIsToldOfTheRoundThatFails() {
		this.network.refuse();
		this.target.known = addresses(1);
		DialFuture waiting = new DialFuture();
		this.redialler.dialNow(waiting);
		pass(1);
		assertThat(waiting).isCompletedExceptionally();
		pass(2000);
		assertThat(this.listener.failures).isGreaterThan(2);
	}

	@Test
	void whoAwaitsTheNextConnectionGetsItAndCausesNoDial() {
		this.target.known = addresses(1);
		DialFuture waiting = new DialFuture();
		this.redialler.await(waiting);
		pass(60_000);
		assertThat(this.network.dials()).isEmpty();
		assertThat(this.redialler.isAwaited()).isTrue();
		this.redialler.connected(NodeInfo.of(PEER));
		assertThat(waiting).isCompletedWithValue(NodeInfo.of(PEER));
	}

	@Test
	void nothingIsDialledAfterAStop() {
		this.network.refuse();
		this.target.known = addresses(1);
		this.redialler.dialNow(null);
		pass(1);
		this.redialler
			.stop(() -> NetworkException.of(ErrorCode.DISCONNECTED, Outcome.NOT_SENT, "stopped", ErrorContext.NONE));
		int before = this.network.dials().size();
		pass(60_000);
		assertThat(this.network.dials()).hasSize(before);
	}

	@Test
	void addressesThatAPeerTellsAreDialledLastAndOnceInARound() {
		this.target.known = addresses(1);
		this.target.said = addresses(1, 2, 3);
		this.redialler.dialNow(null);
		pass(4999);
		assertThat(this.network.ports()).containsExactly(1, 2, 3, 1, 1);
	}

	@Test
	void aPeerCannotAimTheNodeAtManyOthers() {
		this.network.refuse();
		this.target.known = addresses(1);
		this.target.said = addresses(IntStream.rangeClosed(1001, 1032).toArray());
		this.redialler.dialNow(null);
		pass(60_000);
		List<Integer> others = this.network.ports().stream().filter((port) -> port > 1000).toList();
		assertThat(others).hasSizeBetween(12 + 7, 12 + 8).containsOnly(1001, 1002, 1003, 1004);
		assertThat(this.network.ports()).as("its own address is dialled all the same")
			.filteredOn((port) -> port == 1)
			.hasSizeGreaterThan(50);
	}

	@Test
	void aNameThatAPeerTellsStandsForFewAddresses() {
		this.network.name("many",
				IntStream.rangeClosed(1001, 1032)
					.mapToObj((port) -> new InetSocketAddress("127.0.0.1", port))
					.toList());
		this.target.said = List.of(new NodeAddress("many", 1));
		this.redialler.dialNow(null);
		pass(4999);
		assertThat(this.network.ports()).containsExactly(1001, 1002, 1003, 1004);
	}

	@Test
	void whereDatagramsOfThePeerComeFromIsDialledFirstOfWhatIsTold() {
		this.target.known = addresses(1);
		this.target.said = addresses(2);
		this.target.told.hint(new NodeAddress("127.0.0.1", 3));
		this.redialler.dialNow(null);
		pass(1000);
		assertThat(this.network.ports()).containsExactly(1, 3, 2);
	}

	@Test
	void aPeerThatMovesAgainAndAgainIsFollowed() {
		for (int port = 1; port <= 100; port++) {
			this.target.told.hint(new NodeAddress("127.0.0.1", port));
			this.redialler.dialNow(null);
			pass(1);
			assertThat(this.network.ports()).as("dials").hasSize(port);
			this.target.told.reached(true);
			this.redialler.abandonRound();
		}
	}

	@Test
	void whereThePeerIsSilentItIsNotDialled() {
		this.target.known = addresses(1, 2);
		this.target.said = addresses(1, 3);
		this.target.avoided = new InetSocketAddress("127.0.0.1", 1);
		this.redialler.dialNow(null);
		pass(1000);
		assertThat(this.network.ports()).containsExactly(2, 3);
	}

	@Test
	void aHintIsForgottenWhenThePeerIsReached() {
		this.target.said = addresses(2);
		this.target.told.hint(new NodeAddress("127.0.0.1", 3));
		this.target.told.reached(false);
		this.redialler.dialNow(null);
		pass(1000);
		assertThat(this.network.ports()).containsExactly(2);
	}

	@Test
	void aPeerThatIsDeniedIsNotDialledAndWhoWaitsIsToldWhy() {
		this.denied = true;
		this.target.known = addresses(1);
		DialFuture waiting = new DialFuture();
		this.redialler.dialNow(waiting);
		pass(60_000);
		assertThat(this.network.dials()).isEmpty();
		assertThat(waiting).isCompletedExceptionally();
		assertThat(waiting.handle((connected, cause) -> cause).join()).isInstanceOfSatisfying(NetworkException.class,
				(cause) -> {
					assertThat(cause.code()).isEqualTo(ErrorCode.PEER_NOT_ALLOWED);
					assertThat(cause.outcome()).isEqualTo(Outcome.NOT_SENT);
				});
	}

	@Test
	void aDialUnderWayEndsWhenThePeerIsDenied() {
		this.target.known = addresses(1, 2);
		DialFuture waiting = new DialFuture();
		this.redialler.dialNow(waiting);
		pass(10);
		this.denied = true;
		this.redialler.denyListChanged();
		assertThat(waiting).isCompletedExceptionally();
		pass(60_000);
		assertThat(this.network.ports()).containsExactly(1);
	}

	@Test
	void aPeerThatIsDeniedInABackOffIsDialledAgainWhenItIsAllowed() {
		this.network.refuse();
		this.target.known = addresses(1);
		this.redialler.dialNow(null);
		pass(1);
		this.denied = true;
		this.redialler.denyListChanged();
		int before = this.network.dials().size();
		pass(60_000);
		this.redialler.denyListChanged();
		assertThat(this.network.dials()).hasSize(before);
		this.denied = false;
		this.redialler.denyListChanged();
		assertThat(this.network.dials()).hasSize(before + 1);
	}

	@Test
	void aDeniedPeerWhoseConnectionIsLostIsDialledWhenItIsAllowed() {
		this.target.known = addresses(1);
		this.denied = true;
		this.redialler.lost();
		pass(60_000);
		assertThat(this.network.dials()).isEmpty();
		this.denied = false;
		this.redialler.denyListChanged();
		assertThat(this.network.ports()).containsExactly(1);
	}

	@Test
	void aDeniedPeerThatNobodyWantsIsNotDialledWhenItIsAllowed() {
		this.target.known = addresses(1);
		this.denied = true;
		this.redialler.lost();
		this.redialler
			.stop(() -> NetworkException.of(ErrorCode.DISCONNECTED, Outcome.NOT_SENT, "stopped", ErrorContext.NONE));
		this.denied = false;
		this.redialler.denyListChanged();
		pass(60_000);
		assertThat(this.network.dials()).isEmpty();
	}

	private void pass(long millis) {
		this.loop.pass(Duration.ofMillis(millis));
	}

	private static List<NodeAddress> addresses(int... ports) {
		return IntStream.of(ports).mapToObj((port) -> new NodeAddress("127.0.0.1", port)).toList();
	}

	/**
	 * A peer that is known and tells addresses.
	 */
	private final class Target implements DialTarget {

		private final ToldAddresses told = new ToldAddresses(RedialTests.this.loop::now);

		private List<NodeAddress> known = List.of();

		private List<NodeAddress> said = List.of();

		private @Nullable SocketAddress avoided;

		private boolean failing;

		@Override
		public PeerId expected() {
			return PEER;
		}

		@Override
		public List<NodeAddress> addresses() {
			return this.known;
		}

		@Override
		public List<NodeAddress> told() {
			return this.told.choose(NodeInfo.of(PEER).withAddresses(this.said), this.known);
		}

		@Override
		public boolean admitTold() {
			if (this.failing) {
				throw new IllegalStateException("made up by a test");
			}
			return this.told.admit();
		}

		@Override
		public @Nullable SocketAddress avoided() {
			return this.avoided;
		}

		@Override
		public long generation() {
			return 0;
		}

	}

	/**
	 * Counts the rounds that fail.
	 */
	private static final class Listener implements DialListener {

		private int failures;

		private @Nullable NodeInfo connected;

		private boolean needsSuccessor;

		@Override
		public void connected(Connection connection, Hello hello) {
			throw new AssertionError("nobody is there");
		}

		@Override
		public @Nullable NodeInfo connectedAs() {
			return this.connected;
		}

		@Override
		public boolean needsSuccessor() {
			return this.needsSuccessor;
		}

		@Override
		public void roundFailed(NetworkException cause) {
			this.failures++;
		}

	}

}
