package io.quictransport.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;

import io.quictransport.PeerId;
import io.quictransport.process.ChildProcess;
import io.quictransport.process.ChildSettings;
import io.quictransport.process.EchoProcess;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.Alone;
import io.quictransport.testing.Stalls;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Five processes that all know one another, of which one after another is killed or
 * stopped and started again on its port (fault F13).
 */
@Alone
@Tag("nightly")
class RestartStormTests {

	private static final int NODES = 5;

	private static final int RESTARTS = 100;

	private static final Duration WHOLE = Duration.ofSeconds(10);

	/** Each of four peers is dialled at most so often in a second, on average. */
	private static final double MOST_DIALS_PER_SECOND = 10;

	private final ChildProcess[] children = new ChildProcess[NODES];

	private final long[] startedAt = new long[NODES];

	private double mostDialsPerSecond;

	@Test
	void theMeshIsWholeSoonAfterTheLastOfAHundredRestarts(@TempDir Path directory, Stalls stalls) throws Exception {
		long seed = System.nanoTime();
		System.out.println("restart storm: seed " + seed);
		SplittableRandom random = new SplittableRandom(seed);
		try (TestNodes nodes = new TestNodes()) {
			for (int i = 0; i < NODES; i++) {
				start(nodes, i, directory, 0);
			}
			for (int i = 0; i < NODES; i++) {
				join(i);
			}
			await().untilAsserted(this::assertWhole);
			long begun = System.nanoTime();
			for (int restart = 0; restart < RESTARTS; restart++) {
				int victim = random.nextInt(NODES);
				noteDials(victim);
				int port = Integer.parseInt(this.children[victim].address().split(":")[1]);
				if (random.nextBoolean()) {
					this.children[victim].kill();
				}
				else {
					assertThat(this.children[victim].end()).isZero();
				}
				this.children[victim].close();
				start(nodes, victim, directory, port);
				join(victim);
			}
			long last = System.nanoTime();
			await().untilAsserted(this::assertWhole);
			Duration whole = stalls.running(last, System.nanoTime());
			for (int i = 0; i < NODES; i++) {
				noteDials(i);
				assertThat(this.children[i].output()).noneMatch((line) -> line.contains("DUPLICATE"));
			}
			System.out.println(
					"event=restarted restarts=" + RESTARTS + " seconds=" + Duration.ofNanos(last - begun).toSeconds()
							+ " whole_ms=" + whole.toMillis() + " most_dials_per_second=" + this.mostDialsPerSecond);
			assertThat(whole).isLessThanOrEqualTo(WHOLE);
			assertThat(this.mostDialsPerSecond).isLessThanOrEqualTo(MOST_DIALS_PER_SECOND);
		}
		finally {
			Arrays.stream(this.children).filter((child) -> child != null).forEach(ChildProcess::close);
		}
	}

	private void start(TestNodes nodes, int i, Path directory, int port) throws Exception {
		this.children[i] = ChildProcess.start(nodes, id(i), directory,
				ChildSettings.DEFAULT.withPort(port).withLeakDetection("disabled"));
		this.startedAt[i] = System.nanoTime();
	}

	/** Has a node dial all others. */
	private void join(int i) throws Exception {
		for (int other = 0; other < NODES; other++) {
			if (other != i) {
				this.children[i].ask(EchoProcess.KEEP, id(other).value(), this.children[other].address());
			}
		}
	}

	private void assertWhole() throws Exception {
		for (int i = 0; i < NODES; i++) {
			String[] peers = this.children[i].ask(EchoProcess.PEERS).split(",");
			assertThat(peers).as("the peers of " + id(i)).hasSize(NODES - 1).doesNotHaveDuplicates();
			assertThat(this.children[i].ask(EchoProcess.STATS)).endsWith(" " + (NODES - 1));
		}
	}

	/** Looks how often a process has dialled in its life. */
	private void noteDials(int i) throws Exception {
		double dials = Double.parseDouble(this.children[i].ask(EchoProcess.STATS).split(" ")[0]);
		double seconds = Math.max(1, (System.nanoTime() - this.startedAt[i]) / 1e9);
		this.mostDialsPerSecond = Math.max(this.mostDialsPerSecond, dials / seconds);
	}

	private static PeerId id(int i) {
		return new PeerId("node-" + i);
	}

}
