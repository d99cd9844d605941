package io.quictransport.internal.discovery;

import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.quictransport.DiscoveryException;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.PeerSource;
import io.quictransport.discovery.DiscoveredPeers;
import io.quictransport.discovery.DiscoveryOptions;
import io.quictransport.discovery.PeerDiscovery;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.support.CapturedLogs;
import io.quictransport.support.ManualEventLoop;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what is remembered, dialled and let go of, and when, on a clock that the test
 * moves.
 */
class DiscoveryEngineTests {

	private static final NetworkException NO_ANSWER = NetworkException.of(ErrorCode.CONNECT_TIMEOUT, Outcome.NOT_SENT,
			"nobody answers", ErrorContext.NONE);

	private static final PeerId B = new PeerId("node-b");

	private static final Duration REMOVAL_DELAY = Duration.ofSeconds(10);

	private final ManualEventLoop loop = new ManualEventLoop();

	private final Peers peers = new Peers();

	private final Provider provider = new Provider();

	private final DiscoveryOptions options = new DiscoveryOptions().withProviders(List.of(this.provider))
		.withDebounce(Duration.ofMillis(50))
		.withRemovalDelay(REMOVAL_DELAY)
		.withMaxPeers(100)
		.withDialsPerSecond(50);

	private @Nullable DiscoveryEngine engine;

	@AfterEach
	void stop() {
		DiscoveryEngine running = this.engine;
		if (running != null) {
			running.stop();
		}
		this.loop.close();
	}

	private DiscoveryEngine engine(DiscoveryOptions with) {
		DiscoveryEngine made = new DiscoveryEngine(with,
				new DiscoveryEngine.Backoff(Duration.ofMillis(100), Duration.ofMillis(200)),
				new LoopTasks(this.loop.loop()), this.loop::nanoTime, this.peers,
				() -> NodeInfo.of(new PeerId("node-a")));
		this.engine = made;
		return made;
	}

	private DiscoveredPeers start(DiscoveryOptions with) {
		engine(with).start();
		this.loop.run();
		return Objects.requireNonNull(this.provider.told);
	}

	private int size() {
		this.loop.run();
		return Objects.requireNonNull(this.engine).size();
	}

	private void pass(Duration time) {
		this.loop.advance(time);
	}

	private static PeerInfo peer(String id) {
		return PeerInfo.of(new PeerId(id), "192.0.2.1:9000");
	}

	@Test
	void theBoundOfTheBackOffDoublesUpToTheLargestHoweverLongItIs() {
		DiscoveryEngine.Backoff backoff = new DiscoveryEngine.Backoff(Duration.ofHours(3), Duration.ofDays(365));
		assertThat(backoff.bound(0)).isEqualTo(Duration.ofHours(3).toNanos());
		assertThat(backoff.bound(1)).isEqualTo(Duration.ofHours(6).toNanos());
		assertThat(backoff.bound(20)).isEqualTo(Duration.ofDays(365).toNanos());
	}

	@Test
	void aDialThatCannotBeginIsMadeAgain() {
		this.peers.failing = true;
		this.peers.reachable.add(B);
		start(this.options).list(List.of(peer("node-b")));
		pass(this.options.debounce());
		assertThat(this.peers.isConnected(B)).isFalse();
		this.peers.failing = false;
		pass(Duration.ofSeconds(1));
		assertThat(this.peers.isConnected(B)).isTrue();
	}

	@Test
	void aProviderWhoseStartFailsIsStartedAgainUntilTheEngineStops() {
		this.provider.failures = 2;
		DiscoveryEngine made = engine(this.options);
		made.start();
		pass(Duration.ofNanos(DiscoveryEngine.RESTART_NANOS));
		assertThat(this.provider.told).isNull();
		pass(Duration.ofNanos(DiscoveryEngine.RESTART_NANOS));
		assertThat(this.provider.told).isNotNull();
		made.stop();
		this.provider.failures = Integer.MAX_VALUE;
		made.start();
		made.stop();
		this.provider.failures = 0;
		pass(Duration.ofHours(1));
		assertThat(this.provider.told).isNull();
	}

	@Test
	void whatIsSeenMayBeValidForEver() {
		this.peers.reachable.add(B);
		start(this.options).seen(peer("node-b"), ChronoUnit.FOREVER.getDuration());
		pass(this.options.debounce());
		assertThat(this.peers.isConnected(B)).isTrue();
	}

	@Test
	void noMoreIsRememberedThanAllowedAndThoseThatWereConnectedStay() {
		DiscoveredPeers told = start(this.options);
		this.peers.reachable.add(B);
		told.seen(peer("node-b"), Duration.ofMinutes(1));
		pass(this.options.debounce());
		assertThat(this.peers.isConnected(B)).isTrue();
		for (int i = 0; i < 1000; i++) {
			told.seen(peer("fake-" + i), Duration.ofMinutes(1));
			assertThat(size()).isLessThanOrEqualTo(100);
		}
		assertThat(size()).isEqualTo(100);
		told.gone(B);
		assertThat(size()).isEqualTo(100);
		told.list(List.of(peer("node-x")));
		assertThat(size()).isLessThanOrEqualTo(100);
		pass(Duration.ofSeconds(1));
		assertThat(size()).as("node-x, and node-b which is connected").isEqualTo(2);
	}

	@Test
	void aFloodThatTheLoopCannotFollowIsDropped() {
		DiscoveredPeers told = start(this.options.withMaxPeers(10_000));
		for (int i = 0; i < 5000; i++) {
			told.seen(peer("fake-" + i), Duration.ofMinutes(1));
		}
		assertThat(size()).isEqualTo(1024);
	}

	@Test
	void dialsKeepToTheirRateHoweverManyFail() {
		DiscoveredPeers told = start(this.options);
		for (int i = 0; i < 100; i++) {
			told.seen(peer("fake-" + i), Duration.ofMinutes(1));
		}
		this.loop.run();
		for (int second = 1; second <= 10; second++) {
			pass(Duration.ofSeconds(1));
			assertThat(this.peers.dials()).as("after %d s, at first a second's worth at once", second)
				.isBetween(50 * second, 50 * (second + 1));
		}
	}

	@Test
	void aNewcomerIsDialledBeforeThoseThatHaveFailed() {
		DiscoveredPeers told = start(this.options.withDialsPerSecond(10));
		for (int i = 0; i < 50; i++) {
			told.seen(peer("fake-" + i), Duration.ofMinutes(1));
		}
		pass(Duration.ofSeconds(1));
		int before = this.peers.dials();
		assertThat(before).isGreaterThanOrEqualTo(15);
		this.peers.reachable.add(B);
		told.seen(peer("node-b"), Duration.ofMinutes(1));
		pass(this.options.debounce().multipliedBy(2).plusMillis(100));
		assertThat(this.peers.isConnected(B)).isTrue();
	}

	/** Scenario S12. */
	@Test
	void whatIsNotSeenAnyMoreIsForgottenAndNotDialled() {
		DiscoveredPeers told = start(this.options);
		told.seen(peer("fake"), Duration.ofMillis(300));
		pass(Duration.ofMillis(299));
		assertThat(this.peers.dials()).isPositive();
		pass(Duration.ofSeconds(1));
		assertThat(size()).isZero();
		int dials = this.peers.dials();
		pass(Duration.ofHours(1));
		assertThat(this.peers.dials()).isEqualTo(dials);
		assertThat(this.peers.released).containsKey(new PeerId("fake"));
	}

	@Test
	void theNodeWithTheHigherIdWaitsForTheOther() {
		DiscoveredPeers told = start(this.options);
		told.seen(peer("node-0"), Duration.ofMinutes(1));
		told.seen(peer("node-b"), Duration.ofMinutes(1));
		pass(this.options.debounce());
		assertThat(this.peers.dialled).containsOnlyKeys(B);
		this.peers.connected.add(new PeerId("node-0"));
		pass(this.options.debounce());
		assertThat(this.peers.kept).containsKey(new PeerId("node-0"));
		assertThat(this.peers.dialled).containsOnlyKeys(B);
	}

	@Test
	void aPeerThatHasLeftTheListIsReleasedWhenTheRemovalDelayHasPassed() {
		connectListed();
		list("node-x");
		pass(REMOVAL_DELAY.minusMillis(1));
		assertThat(this.peers.released).doesNotContainKey(B);
		pass(Duration.ofSeconds(1));
		assertThat(this.peers.released).containsKey(B);
	}

	@Test
	void discoveryGoesOnAfterAStepOfItThatFailed() {
		connectListed();
		list("node-x");
		this.peers.failingOnce = true;
		pass(REMOVAL_DELAY.plusSeconds(1));
		assertThat(this.peers.failingOnce).as("node-b was to be forgotten").isFalse();
		int dials = this.peers.dials();
		pass(Duration.ofMinutes(1));
		assertThat(this.peers.dials()).isGreaterThan(dials);
	}

	@Test
	void aPeerThatIsListedAgainInTimeIsLeftAlone() {
		connectListed();
		for (int i = 0; i < 5; i++) {
			list("node-x");
			pass(REMOVAL_DELAY.minusMillis(1));
			list("node-b");
			pass(Duration.ofMillis(1));
		}
		pass(REMOVAL_DELAY.multipliedBy(3));
		assertThat(this.peers.released).doesNotContainKey(B);
		assertThat(this.peers.dialled).containsEntry(B, 1);
	}

	@Test
	void aConnectedPeerThatIsNotHeardOfAnyMoreStaysUntilItsConnectionEnds() {
		DiscoveredPeers told = start(this.options);
		this.peers.reachable.add(B);
		told.seen(peer("node-b"), Duration.ofSeconds(1));
		pass(Duration.ofHours(1));
		assertThat(this.peers.released).isEmpty();
		assertThat(size()).isOne();
		this.peers.reachable.clear();
		this.peers.connected.clear();
		pass(Duration.ofSeconds(1));
		assertThat(this.peers.released).containsKey(B);
		assertThat(size()).isZero();
		assertThat(this.peers.dialled).containsEntry(B, 1);
	}

	@Test
	void aGoodbyeThatNothingProvesEndsNoConnectionAndEndsTheDialsOfALostOne() {
		DiscoveredPeers told = start(this.options);
		this.peers.reachable.add(B);
		told.seen(peer("node-b"), Duration.ofHours(1));
		pass(Duration.ofSeconds(1));
		assertThat(this.peers.connected).contains(B);
		for (int i = 0; i < 60; i++) {
			told.saidToBeGone(B);
			pass(REMOVAL_DELAY.dividedBy(2));
		}
		assertThat(this.peers.released).isEmpty();
		this.peers.reachable.clear();
		this.peers.connected.clear();
		pass(Duration.ofSeconds(1));
		assertThat(this.peers.released).containsKey(B);
		assertThat(size()).isZero();
		assertThat(this.peers.dialled).containsEntry(B, 1);
	}

	@Test
	void aGoodbyeThatNothingProvesDoesNotKeepAPeerFromBeingFound() {
		DiscoveredPeers told = start(this.options);
		this.peers.reachable.add(B);
		told.seen(peer("node-b"), Duration.ofSeconds(10));
		for (int i = 0; i < 100; i++) {
			told.saidToBeGone(B);
			pass(Duration.ofMillis(10));
		}
		assertThat(this.peers.connected).contains(B);
	}

	@Test
	void aPeerThatIsSeenManyTimesIsDialledOnce() {
		DiscoveredPeers told = start(this.options);
		this.peers.reachable.add(B);
		for (int i = 0; i < 100; i++) {
			told.seen(peer("node-b"), Duration.ofSeconds(10));
			pass(Duration.ofMillis(10));
		}
		pass(Duration.ofHours(1));
		assertThat(this.peers.dialled).containsEntry(B, 1);
	}

	@Test
	void aPeerThatIsLeftAloneIsNotDialledThoughItIsListed() {
		connectListed();
		Objects.requireNonNull(this.engine).disconnected(B);
		this.peers.connected.clear();
		list("node-b");
		pass(Duration.ofHours(1));
		assertThat(this.peers.dialled).containsEntry(B, 1);
	}

	@Test
	void aPeerThatIsDisconnectedWhileItIsDialledIsReleasedAndLeftAlone() {
		start(this.options);
		this.peers.reachable.add(B);
		List<Runnable> answers = new ArrayList<>();
		this.peers.answers = answers::add;
		list("node-b");
		pass(this.options.debounce());
		Objects.requireNonNull(this.engine).disconnected(B);
		assertThat(answers).hasSize(1);
		answers.forEach(this.loop.loop()::execute);
		pass(Duration.ofHours(1));
		assertThat(this.peers.released).containsKey(B);
		assertThat(this.peers.dialled).containsEntry(B, 1);
	}

	@Test
	void aFailureOrAnEmptyListLeavesTheLastOneInForce() {
		connectListed();
		DiscoveredPeers told = Objects.requireNonNull(this.provider.told);
		told.failed("no answer", null);
		told.list(List.of());
		pass(REMOVAL_DELAY.multipliedBy(3));
		assertThat(this.peers.released).isEmpty();
		assertThat(size()).isOne();
	}

	@Test
	void aSourceIsDescribedWithWhatItNamesNow() {
		DiscoveredPeers told = start(this.options);
		assertThat(source()).returns("a source of the test", PeerSource::name)
			.returns(PeerSource.State.WAITING, PeerSource::state);
		told.list(List.of(peer("node-a"), peer("node-b"), peer("node-c")));
		this.loop.run();
		pass(Duration.ofMillis(1));
		assertThat(source()).returns(PeerSource.State.ANSWERING, PeerSource::state)
			.returns(2, PeerSource::peers)
			.satisfies((source) -> assertThat(source.answeredAt()).isNotNull());
		told.list(List.of(peer("node-b")));
		pass(Duration.ofMillis(1));
		assertThat(source().peers()).isEqualTo(1);
		told.failed("no answer", new IllegalStateException("out of order"));
		assertThat(source()).returns(PeerSource.State.FAILING, PeerSource::state)
			.returns("no answer: java.lang.IllegalStateException: out of order", PeerSource::reason)
			.returns(1, PeerSource::peers);
	}

	@Test
	void theReasonNamesWhatLiesAtTheBottomOfAFailure() {
		DiscoveredPeers told = start(this.options);
		told.failed("no answer", new IllegalStateException("wrapped",
				new IllegalStateException("again", new IOException("no route to host"))));
		assertThat(source().reason()).isEqualTo("no answer: java.io.IOException: no route to host");
		Exception cycle = new IllegalStateException("a");
		cycle.initCause(new IllegalStateException("b", cycle));
		told.failed("no answer", cycle);
		assertThat(source().reason()).startsWith("no answer: java.lang.IllegalStateException: a");
	}

	@Test
	void anEmptyListIsAnAnswerThatCountsAsAFailure() {
		start(this.options).list(List.of());
		assertThat(source()).returns(PeerSource.State.FAILING, PeerSource::state)
			.satisfies((source) -> assertThat(source.answeredAt()).isNotNull())
			.returns("it answers, and names nobody, not even this node", PeerSource::reason);
	}

	@Test
	void aSourceThatWorksAndKnowsOfNobodyHasAnswered() {
		start(this.options).working();
		assertThat(source()).returns(PeerSource.State.ANSWERING, PeerSource::state)
			.returns(0, PeerSource::peers)
			.satisfies((source) -> assertThat(source.answeredAt()).isNotNull());
	}

	@Test
	void aSourceThatSaysNothingIsLoggedOnceWhenItsTimeIsOver() {
		CapturedLogs logs = new CapturedLogs();
		logs.begin();
		try {
			start(this.options);
			pass(Duration.ofSeconds(29));
			assertThat(discoveryWarnings(logs)).isEmpty();
			pass(Duration.ofHours(1));
			assertThat(discoveryWarnings(logs)).containsExactly("event=discovery_failed"
					+ " provider=\"a source of the test\" reason=\"it has not answered yet, nor failed\"");
		}
		finally {
			logs.end();
		}
	}

	@Test
	void eachCauseOfAFailureIsLoggedOnceThoughItsNumbersDiffer() {
		CapturedLogs logs = new CapturedLogs();
		logs.begin();
		try {
			DiscoveredPeers told = start(this.options);
			told.failed("no answer", new IllegalStateException("query 4711 timed out"));
			told.failed("no answer", new IllegalStateException("query 4712 timed out"));
			told.failed("no answer", new IllegalStateException("no such name"));
			assertThat(discoveryWarnings(logs)).hasSize(2).last().asString().contains("no such name");
		}
		finally {
			logs.end();
		}
	}

	@Test
	void whatAProviderReportsBecauseItIsStoppedIsNoFailure() {
		CapturedLogs logs = new CapturedLogs();
		logs.begin();
		try {
			DiscoveredPeers told = start(this.options);
			Objects.requireNonNull(this.engine).stop();
			told.failed("the registry does not answer", new InterruptedException());
			told.list(List.of());
			this.loop.run();
			assertThat(discoveryWarnings(logs)).isEmpty();
			assertThat(Objects.requireNonNull(this.engine).sources()).isEmpty();
		}
		finally {
			logs.end();
		}
	}

	private static List<String> discoveryWarnings(CapturedLogs logs) {
		return logs.warnings("discovery_failed")
			.stream()
			.filter((line) -> line.contains("a source of the test"))
			.toList();
	}

	private PeerSource source() {
		List<PeerSource> sources = Objects.requireNonNull(this.engine).sources();
		assertThat(sources).hasSize(1);
		return sources.get(0);
	}

	private void connectListed() {
		start(this.options);
		this.peers.reachable.add(B);
		list("node-b");
		pass(this.options.debounce());
		assertThat(this.peers.isConnected(B)).isTrue();
	}

	private void list(String id) {
		Objects.requireNonNull(this.provider.told).list(List.of(peer(id)));
		this.loop.run();
	}

	private static final class Provider implements PeerDiscovery {

		private volatile @Nullable DiscoveredPeers told;

		/** How many starts fail. */
		private int failures;

		@Override
		public void start(DiscoveredPeers peers) {
			if (this.failures > 0) {
				this.failures--;
				throw new NoClassDefFoundError("made up by a test");
			}
			this.told = peers;
		}

		@Override
		public void stop() {
			this.told = null;
		}

		@Override
		public String toString() {
			return "a source of the test";
		}

	}

	/**
	 * A transport that connects to those that the test has made reachable.
	 */
	private final class Peers implements DiscoveryEngine.PeerConnector {

		private final Set<PeerId> reachable = ConcurrentHashMap.newKeySet();

		private final Set<PeerId> connected = ConcurrentHashMap.newKeySet();

		private final Map<PeerId, Integer> dialled = new ConcurrentHashMap<>();

		private final Map<PeerId, Boolean> kept = new ConcurrentHashMap<>();

		private final Map<PeerId, Boolean> released = new ConcurrentHashMap<>();

		private final Set<PeerInfo> forgotten = ConcurrentHashMap.newKeySet();

		@Override
		public boolean isConnected(PeerId peer) {
			return this.connected.contains(peer);
		}

		private volatile boolean failing;

		private boolean failingOnce;

		/** Has a dial answered, now or later. */
		private Consumer<Runnable> answers = (answer) -> DiscoveryEngineTests.this.loop.loop().execute(answer);

		@Override
		public void dial(Finding finding, Outcome outcome) {
			PeerId peer = Objects.requireNonNull(finding.info().id());
			this.dialled.merge(peer, 1, Integer::sum);
			if (this.failing) {
				throw new OutOfMemoryError("made up by a test");
			}
			if (this.reachable.contains(peer)) {
				this.connected.add(peer);
				this.answers.accept(() -> outcome.ended(peer, null));
			}
			else {
				this.answers.accept(() -> outcome.ended(null, NO_ANSWER));
			}
		}

		int dials() {
			return this.dialled.values().stream().mapToInt(Integer::intValue).sum();
		}

		@Override
		public void forgotten(PeerInfo candidate) {
			if (this.failingOnce) {
				this.failingOnce = false;
				throw new IllegalStateException("made up by a test");
			}
			this.forgotten.add(candidate);
		}

		@Override
		public void keep(PeerId peer, List<NodeAddress> addresses, String source) {
			this.kept.put(peer, true);
		}

		@Override
		public void release(PeerId peer) {
			this.released.put(peer, true);
		}

		@Override
		public void providerFailed(DiscoveryException failure) {
			// DiscoveryTests counts failures with a transport.
		}

	}

}
