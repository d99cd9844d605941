package io.quictransport.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quictransport.PeerId;
import io.quictransport.quic.TransportTimeouts;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.Alone;
import io.quictransport.testing.Stalls;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Signs of life go before everything else.
 */
@Alone
@Tag("nightly")
class PriorityTests {

	private static final Duration TIME = Duration.ofSeconds(20);

	/**
	 * On two CPUs that four busy threads share; docs/performance-data.md has the
	 * measurements.
	 */
	private static final long MOST_MICROS = 10_000;

	@Test
	void pingsAreAnsweredUnderBulkLoadInBothDirections(@TempDir Path directory, Stalls stalls) throws Exception {
		PeerId first = new PeerId("node-a");
		PeerId second = new PeerId("node-b");
		ChildSettings settings = ChildSettings.DEFAULT.withLeakDetection("disabled")
			.withIdle(TransportTimeouts.DEFAULT_IDLE, Duration.ofMillis(20));
		try (TestNodes nodes = new TestNodes();
				ChildProcess a = ChildProcess.start(nodes, first, directory, settings);
				ChildProcess b = ChildProcess.start(nodes, second, directory, settings)) {
			a.ask(EchoProcess.CONNECT, second.value(), b.address());
			for (ChildProcess each : new ChildProcess[] { a, b }) {
				each.tell(EchoProcess.FLOOD, (each == a) ? second.value() : first.value(), "" + TIME.toMillis());
			}
			for (ChildProcess each : new ChildProcess[] { a, b }) {
				String report = each.answer(TIME.multipliedBy(2));
				System.out.println("event=flood " + report + " output=" + each.output());
				assertThat(report).endsWith("problems=[]");
				// One answer out of a hundred may have met the longest stall.
				assertThat(percentile99(report)).isLessThan(MOST_MICROS + stalls.longest().toNanos() / 1000);
			}
		}
	}

	private static long percentile99(String report) {
		Matcher found = Pattern.compile("p99_us=(\\d+)").matcher(report);
		assertThat(found.find()).isTrue();
		return Long.parseLong(found.group(1));
	}

}
