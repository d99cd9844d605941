package io.quictransport.internal.endpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds out whether other threads need the processor on which an event loop runs: the
 * loop was ready to run and had to wait, or the process has used up what its control
 * group allows. Under contention, a thread that polls uses up its turn on the processor,
 * while one that sleeps gets it as soon as there is work. Linux reports both; on other
 * systems no contention is assumed. Confined to the event loop.
 */
final class Contention {

	/**
	 * A loop that waits for more than this part of the time has busy neighbours. Its own
	 * process takes less: handlers and compilers are done soon.
	 */
	private static final int PART = 4;

	/** The first period for which the answer stays the same. */
	static final long SHORTEST_NANOS = TimeUnit.SECONDS.toNanos(1);

	static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(32);

	/** The thread that reads it. */
	private static final Path SCHEDULE = Path.of("/proc/thread-self/schedstat");

	private static final Path GROUPS = Path.of("/sys/fs/cgroup");

	private static final Pattern THROTTLED = Pattern.compile("^nr_throttled (\\d+)$", Pattern.MULTILINE);

	private final LongSupplier waited;

	private final LongSupplier throttled;

	private long askedAt;

	private long waitedBefore;

	private long throttledBefore;

	private boolean asked;

	private boolean found;

	private long foundAt;

	private long lasts = SHORTEST_NANOS;

	/**
	 * Asks what a test decides.
	 * @param waited for how many nanoseconds the thread was ready and did not run
	 * @param throttled how often the process had used up its share
	 */
	Contention(LongSupplier waited, LongSupplier throttled) {
		this.waited = waited;
		this.throttled = throttled;
	}

	/** Asks Linux about the thread that calls {@link #look}. */
	static Contention ofThread() {
		Path group = groupOf(textOf(Path.of("/proc/self/cgroup")));
		return new Contention(() -> waitedOf(textOf(SCHEDULE)), () -> throttledOf(textOf(group)));
	}

	/** Measures what has happened since the last look. */
	void look(long now) {
		long waitedNow = this.waited.getAsLong();
		long throttledNow = this.throttled.getAsLong();
		if (this.asked && !isFound(now)) {
			boolean again = throttledNow > this.throttledBefore
					|| waitedNow - this.waitedBefore > (now - this.askedAt) / PART;
			if (again) {
				boolean soon = this.found && now - this.foundAt < 2 * this.lasts;
				this.lasts = soon ? Math.min(LONGEST_NANOS, 2 * this.lasts) : SHORTEST_NANOS;
				this.found = true;
				this.foundAt = now;
			}
		}
		this.asked = true;
		this.askedAt = now;
		this.waitedBefore = waitedNow;
		this.throttledBefore = throttledNow;
	}

	/**
	 * Whether others were found to want the processor lately. The answer is not asked for
	 * again at once: a loop that sleeps waits little, whoever its neighbours are.
	 */
	boolean isFound(long now) {
		return this.found && now - this.foundAt < this.lasts;
	}

	/** The second number of schedstat. */
	static long waitedOf(String schedule) {
		String[] numbers = schedule.trim().split(" ");
		return (numbers.length == 3) ? Long.parseLong(numbers[1]) : 0;
	}

	static long throttledOf(String statistics) {
		Matcher found = THROTTLED.matcher(statistics);
		return found.find() ? Long.parseLong(found.group(1)) : 0;
	}

	/**
	 * Where the process's share is accounted for: in version 2 of control groups, or in
	 * version 1; within a container the group is the root of what is seen.
	 */
	private static Path groupOf(String groups) {
		return groups.lines()
			.map((line) -> line.split(":", 3))
			.filter((fields) -> fields.length == 3)
			.flatMap((fields) -> placesOf(fields[1], fields[2]))
			.filter((file) -> THROTTLED.matcher(textOf(file)).find())
			.findFirst()
			.orElse(GROUPS.resolve("cpu.stat"));
	}

	private static Stream<Path> placesOf(String controllers, String group) {
		if (!controllers.isEmpty() && !Stream.of(controllers.split(",")).anyMatch("cpu"::equals)) {
			return Stream.empty();
		}
		Path root = controllers.isEmpty() ? GROUPS : GROUPS.resolve("cpu");
		return Stream.of(root.resolve(group.substring(1)).resolve("cpu.stat"), root.resolve("cpu.stat"));
	}

	/** What a file says; nothing where there is none, as outside Linux. */
	private static String textOf(Path file) {
		try {
			return new String(Files.readAllBytes(file), StandardCharsets.US_ASCII);
		}
		catch (IOException | SecurityException ex) {
			return "";
		}
	}

}
