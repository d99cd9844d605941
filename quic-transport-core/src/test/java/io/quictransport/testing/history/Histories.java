package io.quictransport.testing.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.quictransport.testing.history.Violation.Rule;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Makes histories until there are enough or the time is over, and collects the promises
 * that they have broken. Several may be made at the same time, since each mostly waits.
 */
final class Histories {

	private static final int MOST_SHOWN = 5;

	private static final int PARALLEL = Integer.getInteger("history.parallel", 1);

	/** Whether the first one that breaks something is the last. */
	private static final boolean UNTIL_BROKEN = Boolean.getBoolean("history.until-broken");

	private final String name;

	private final long seed;

	private final int count;

	private final long endsAt;

	private final Function<Script, World> worlds;

	/** Guarded by this, like the following. */
	private int begun;

	private int ended;

	private long messages;

	private int problems;

	private final Map<Rule, Integer> broken = new EnumMap<>(Rule.class);

	private final List<String> shown = new ArrayList<>();

	/** How many had ended when the first of them had broken something, 0 if none has. */
	private int firstBroken;

	Histories(String name, long seed, int count, Duration time, Function<Script, World> worlds) {
		this.name = name;
		this.seed = seed;
		this.count = count;
		this.endsAt = System.nanoTime() + time.toNanos();
		this.worlds = worlds;
	}

	/** Makes them, and fails if one has broken anything. */
	void check() {
		System.out.println("event=histories_begin world=" + this.name + " seed=" + this.seed);
		ExecutorService threads = Executors.newFixedThreadPool(PARALLEL);
		try {
			CompletableFuture
				.allOf(IntStream.range(0, PARALLEL)
					.mapToObj((i) -> CompletableFuture.runAsync(this::makeAll, threads))
					.toArray(CompletableFuture[]::new))
				.join();
		}
		finally {
			threads.shutdownNow();
		}
		conclude();
	}

	private synchronized void conclude() {
		System.out.println("event=histories world=" + this.name + " seed=" + this.seed + " histories=" + this.ended
				+ " messages=" + this.messages + " broken=" + this.broken + " problems=" + this.problems
				+ " first_broken=" + this.firstBroken);
		assertThat(this.shown).as("broken %s in %s histories", this.broken, this.ended).isEmpty();
	}

	private void makeAll() {
		for (Script next = next(); next != null; next = next()) {
			make(next);
		}
	}

	private synchronized @Nullable Script next() {
		boolean over = this.begun >= this.count || System.nanoTime() - this.endsAt >= 0
				|| (UNTIL_BROKEN && this.firstBroken > 0);
		return over ? null : Script.of(this.seed + this.begun++);
	}

	private void make(Script script) {
		World world = this.worlds.apply(script);
		RandomHistory making = new RandomHistory(script, world);
		History history;
		List<String> others = new ArrayList<>();
		try {
			history = making.run();
		}
		finally {
			try {
				world.close();
			}
			catch (RuntimeException ex) {
				others.add("the nodes cannot be stopped: " + ex);
			}
		}
		others.addAll(making.problems());
		add(script, history, HistoryChecker.check(history.entries()), others);
	}

	private synchronized void add(Script script, History history, List<Violation> violations, List<String> others) {
		this.ended++;
		this.messages += history.entries().stream().filter((entry) -> entry.what() == Entry.What.SENT).count();
		violations.forEach((violation) -> this.broken.merge(violation.rule(), 1, Integer::sum));
		this.problems += others.size();
		if (violations.isEmpty() && others.isEmpty()) {
			return;
		}
		if (this.firstBroken == 0) {
			this.firstBroken = this.ended;
		}
		if (this.shown.size() < MOST_SHOWN) {
			this.shown.add(describe(script, history, violations, others));
		}
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

}
