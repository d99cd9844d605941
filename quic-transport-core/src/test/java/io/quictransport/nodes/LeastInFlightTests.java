package io.quictransport.nodes;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.PathKind;
import io.quictransport.PeerId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.quictransport.nodes.KnownNodes.info;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * How calls are shared out among nodes of which one is slow, on a clock that only the
 * calls' ends move.
 */
class LeastInFlightTests {

	private static final int CALLS = 20_000;

	private final KnownNodes known = new KnownNodes("self");

	private final Map<String, Duration> latencies = new HashMap<>();

	private final Map<String, Integer> calls = new HashMap<>();

	private final PriorityQueue<Running> running = new PriorityQueue<>(
			Comparator.comparingLong(Running::end).thenComparingLong(Running::number));

	private final Nodes nodes = new Nodes(this.known.transport(), NodeSelectors.leastInFlight(), () -> this.now);

	private long now;

	private long number;

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 8, 64 })
	void aSlowNodeGetsFewCallsHoweverManyRunAtATime(int atATime) {
		threeNodesOneOfThemSlow();
		for (int i = 0; i < atATime; i++) {
			begin();
		}
		for (int i = 0; i < CALLS; i++) {
			endNext();
			begin();
		}
		assertSlowGetsUnderTenPercent();
	}

	@ParameterizedTest
	@ValueSource(longs = { 1_000, 10_000, 200_000 })
	void aSlowNodeGetsFewCallsHoweverOftenTheyBegin(long micros) {
		threeNodesOneOfThemSlow();
		for (int i = 0; i < CALLS; i++) {
			long next = this.now + TimeUnit.MICROSECONDS.toNanos(micros);
			while (!this.running.isEmpty() && this.running.element().end() <= next) {
				endNext();
			}
			this.now = next;
			begin();
		}
		assertSlowGetsUnderTenPercent();
	}

	@Test
	void aSlowNodeGetsFewCallsOfACallerThatGoesOnAsSoonAsItIsAnswered() {
		this.latencies.put("fast", Duration.ofMillis(1));
		this.latencies.put("slow", Duration.ofMillis(300));
		this.latencies.keySet().forEach((id) -> this.known.up(info(id, "prices")));
		beginOneAfterAnother();
		while (!this.running.isEmpty()) {
			endNext();
		}
		assertThat(this.calls.get("slow")).isPositive().isLessThan(CALLS / 10);
		assertThat(this.calls.get("fast")).isGreaterThan(CALLS * 9 / 10);
	}

	private void beginOneAfterAnother() {
		this.nodes
			.call(NodeTarget.service("prices"), PathKind.REQUEST, "price", Duration.ofMinutes(1),
					(node, left) -> attempt(node))
			.thenRun(() -> {
				if (this.number < CALLS) {
					beginOneAfterAnother();
				}
			});
	}

	@Test
	void nodesThatAreEquallyFastShareTheCalls() {
		for (String id : new String[] { "a", "b", "c" }) {
			this.latencies.put(id, Duration.ofMillis(1));
			this.known.up(info(id, "prices"));
		}
		for (int i = 0; i < 300; i++) {
			begin();
			endNext();
		}
		assertThat(this.calls.values()).allSatisfy((count) -> assertThat(count).isBetween(90, 110));
	}

	@Test
	void aNodeThatWasSlowIsTriedAgainAndGetsItsShareWhenItIsFast() {
		threeNodesOneOfThemSlow();
		for (int i = 0; i < 1_000; i++) {
			begin();
			endNext();
		}
		this.latencies.put("slow", Duration.ofMillis(1));
		for (int i = 0; i < CALLS; i++) {
			begin();
			endNext();
		}
		this.calls.clear();
		for (int i = 0; i < 300; i++) {
			begin();
			endNext();
		}
		assertThat(this.calls.get("slow")).isBetween(90, 110);
	}

	@Test
	void aNodeThatRefusesAtOnceIsNotTakenForAQuickOne() {
		for (String id : new String[] { "a", "b", "refusing" }) {
			this.latencies.put(id, Duration.ofMillis(20));
			this.known.up(info(id, "prices"));
		}
		int refused = 0;
		for (int i = 0; i < 1_000; i++) {
			refused += refusals();
			endNext();
		}
		assertThat(refused).isLessThan(50);
	}

	private int refusals() {
		int[] refused = { 0 };
		this.nodes.call(NodeTarget.service("prices"), PathKind.REQUEST, "price", Duration.ofMinutes(1),
				(node, left) -> {
					if (node.value().equals("refusing")) {
						refused[0]++;
						return CompletableFuture.failedFuture(NetworkException.of(ErrorCode.OVERLOADED,
								Outcome.NOT_ACCEPTED, "full", ErrorContext.of(node)));
					}
					return attempt(node);
				});
		return refused[0];
	}

	private void threeNodesOneOfThemSlow() {
		this.latencies.put("fast-1", Duration.ofMillis(1));
		this.latencies.put("fast-2", Duration.ofMillis(1));
		this.latencies.put("slow", Duration.ofMillis(300));
		this.latencies.keySet().forEach((id) -> this.known.up(info(id, "prices")));
	}

	private void begin() {
		this.nodes.call(NodeTarget.service("prices"), PathKind.REQUEST, "price", Duration.ofMinutes(1),
				(node, left) -> attempt(node));
	}

	private CompletableFuture<String> attempt(PeerId node) {
		this.calls.merge(node.value(), 1, Integer::sum);
		CompletableFuture<String> answer = new CompletableFuture<>();
		long latency = this.latencies.getOrDefault(node.value(), Duration.ZERO).toNanos();
		this.running.add(new Running(this.now + latency, this.number++, answer));
		return answer;
	}

	private void endNext() {
		Running next = this.running.remove();
		this.now = Math.max(this.now, next.end());
		next.answer().complete("answer");
	}

	private void assertSlowGetsUnderTenPercent() {
		int all = this.calls.values().stream().mapToInt(Integer::intValue).sum();
		assertThat(all).isGreaterThanOrEqualTo(CALLS);
		assertThat(this.calls.get("slow")).isPositive().isLessThan(all / 10);
		assertThat(this.calls.get("fast-1")).isGreaterThan(all / 3);
		assertThat(this.calls.get("fast-2")).isGreaterThan(all / 3);
	}

	/**
	 * A call until it is answered.
	 *
	 * @param end when it is
	 * @param number its place among those that end at the same time
	 * @param answer what the caller waits for
	 */
	private record Running(long end, long number, CompletableFuture<String> answer) {
	}

}
