package io.quictransport.testing.history;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.quic.TransportLimits;
import io.quictransport.testing.history.Violation.Rule;
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
 * is how long to go on.
 */
class RandomHistoryTests {

	private static final int MOST_SHOWN = 5;

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
		System.out.println("event=histories_begin world=" + name + " seed=" + SEED);
		long begun = System.nanoTime();
		Map<Rule, Integer> broken = new EnumMap<>(Rule.class);
		List<String> shown = new ArrayList<>();
		int problems = 0;
		int histories = 0;
		long messages = 0;
		while (histories < COUNT && System.nanoTime() - begun < time.toNanos()) {
			Script script = Script.of(SEED + histories);
			histories++;
			History history;
			List<String> others;
			try (World world = worlds.apply(script)) {
				RandomHistory making = new RandomHistory(script, world);
				history = making.run();
				others = making.problems();
			}
			List<Violation> violations = HistoryChecker.check(history.entries());
			messages += history.entries().stream().filter((entry) -> entry.what() == Entry.What.SENT).count();
			violations.forEach((violation) -> broken.merge(violation.rule(), 1, Integer::sum));
			problems += others.size();
			if (!(violations.isEmpty() && others.isEmpty()) && shown.size() < MOST_SHOWN) {
				shown.add(describe(script, history, violations, others));
			}
		}
		System.out.println("event=histories world=" + name + " seed=" + SEED + " histories=" + histories + " messages="
				+ messages + " broken=" + broken + " problems=" + problems);
		assertThat(shown).as("broken %s in %s histories", broken, histories).isEmpty();
	}

	private static String describe(Script script, History history, List<Violation> violations, List<String> others) {
		StringBuilder text = new StringBuilder("-Dhistory.seed=" + script.seed() + " -Dhistory.count=1 nodes="
				+ script.nodes() + " tight=" + script.tight());
		others.forEach((problem) -> text.append("\n  ").append(problem));
		violations.stream().limit(MOST_SHOWN).forEach((violation) -> {
			text.append("\n  ").append(violation);
			history.of(violation.message().number()).forEach((entry) -> text.append("\n    ").append(entry));
		});
		text.append("\n  steps ").append(script.steps());
		return text.toString();
	}

	private static QuicTransportOptions options(Script script) {
		QuicTransportOptions options = new QuicTransportOptions().withBindAddress(new InetSocketAddress("127.0.0.1", 0))
			.withPingInterval(Duration.ofMillis(30))
			.withIdleTimeout(Duration.ofMillis(150))
			.withConnectTimeout(Duration.ofMillis(200))
			.withReconnectMinBackoff(Duration.ofMillis(5))
			.withReconnectMaxBackoff(Duration.ofMillis(50))
			.withDrainGrace(Duration.ofSeconds(1));
		TransportLimits limits = new TransportLimits().withStallTimeout(Duration.ofMillis(100));
		return options
			.withLimits(script.tight()
					? limits.withMaxInFlight(8)
						.withMaxQueuedMessages(3)
						.withMaxHandlers(2)
						.withMaxLanes(1)
						.withMaxTransfers(1)
						.withMaxStreams(1)
						.withMaxConnectionStreams(8)
						.withLaneIdleTimeout(Duration.ofMillis(50))
					: limits.withMaxConnectionAge(Duration.ofSeconds(1)));
	}

}
