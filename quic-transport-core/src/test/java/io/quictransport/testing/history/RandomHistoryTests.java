package io.quictransport.testing.history;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

import io.quictransport.quic.QuicTransportOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nodes to which all that can happen does happen, in an order that a seed gives, keep
 * what was promised of each message.
 *
 * <p>
 * {@code -Dhistory.seed} and {@code -Dhistory.count} repeat the choices of certain
 * histories; how the nodes' threads take turns is not repeated. {@code -Dhistory.seconds}
 * is how long to go on at most, {@code -Dhistory.parallel} how many histories are made
 * side by side, and with {@code -Dhistory.until-broken=true} the first that breaks a
 * promise is the last. {@code src/test/mutants/run-mutants} shows what they find.
 */
class RandomHistoryTests {

	private static final long SEED = Long.getLong("history.seed", ThreadLocalRandom.current().nextInt(1_000_000_000));

	private static final int COUNT = Integer.getInteger("history.count", Integer.MAX_VALUE);

	@Test
	void theSameSeedMakesTheSameHistory() {
		assertThat(Script.of(7)).isEqualTo(Script.of(7)).isNotEqualTo(Script.of(8));
	}

	@Test
	void nodesInMemoryKeepWhatWasPromised() {
		check(Duration.ofSeconds(Integer.getInteger("history.seconds", 10)), "memory",
				(script) -> new MemoryWorld(script.nodes(), options(script)));
	}

	@Test
	void nodesOverQuicKeepWhatWasPromised() {
		check(Duration.ofSeconds(Integer.getInteger("history.seconds", 20)), "quic",
				(script) -> new QuicWorld(script.nodes(), options(script)));
	}

	@Test
	@Tag("nightly")
	void nodesOverQuicKeepWhatWasPromisedForAnHour() {
		check(Duration.ofSeconds(Integer.getInteger("history.seconds", 3_600)), "quic",
				(script) -> new QuicWorld(script.nodes(), options(script)));
	}

	private static void check(Duration time, String name, Function<Script, World> worlds) {
		new Histories(name, SEED, COUNT, time, worlds).check();
	}

	private static QuicTransportOptions options(Script script) {
		QuicTransportOptions options = new QuicTransportOptions().withBindAddress(new InetSocketAddress("127.0.0.1", 0))
			.withTimeouts((timeouts) -> timeouts.withPingInterval(Duration.ofMillis(30))
				.withIdle(Duration.ofMillis(150))
				.withConnect(Duration.ofMillis(200))
				.withStall(Duration.ofMillis(100)))
			.withReconnectMinBackoff(Duration.ofMillis(5))
			.withReconnectMaxBackoff(Duration.ofMillis(50))
			.withDrainGrace(Duration.ofSeconds(10));
		return script.tight() ? tight(options)
				: options.withReplacement((replacement) -> replacement.withMaxAge(Duration.ofSeconds(1)));
	}

	private static QuicTransportOptions tight(QuicTransportOptions options) {
		return options
			.withLimits((limits) -> limits.withMaxInFlight(8)
				.withMaxQueuedMessages(3)
				.withMaxHandlers(2)
				.withMaxLanes(1)
				.withMaxTransfers(1)
				.withMaxMessageStreams(1))
			.withTimeouts((timeouts) -> timeouts.withLaneIdle(Duration.ofMillis(50)))
			.withReplacement((replacement) -> replacement.withMaxQuicStreams(8));
	}

}
