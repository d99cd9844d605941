package io.quictransport.faults;

import java.nio.file.Path;
import java.time.Duration;

import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.load.Receipts;
import io.quictransport.load.SteadyLoad;
import io.quictransport.process.ChildProcess;
import io.quictransport.process.ChildSettings;
import io.quictransport.process.EchoProcess;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.TransportTimeouts;
import io.quictransport.support.PeerLog;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.Alone;
import io.quictransport.testing.Stalls;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.quictransport.support.TestNodes.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A peer's process is paused, as by a long garbage collection, and goes on (fault F31).
 */
@Alone
@Tag("nightly")
class PausedPeerTests {

	private static final PeerId PEER = new PeerId("node-b");

	private static final Duration IDLE = TransportTimeouts.DEFAULT_IDLE;

	private static final int REQUESTS_PER_SECOND = 50;

	@Test
	void aPauseOfOneSecondIsNotNoticed(@TempDir Path directory, Stalls stalls) throws Exception {
		pause(stalls, directory, Duration.ofSeconds(1), 0);
	}

	@Test
	void aPauseOfTenSecondsIsNotNoticed(@TempDir Path directory, Stalls stalls) throws Exception {
		pause(stalls, directory, Duration.ofSeconds(10), 0);
	}

	@Test
	void aPauseLongerThanTheIdleTimeoutIsOneDownAndOneUpAtEachSide(@TempDir Path directory, Stalls stalls)
			throws Exception {
		pause(stalls, directory, IDLE.plusSeconds(1), 1);
	}

	private static void pause(Stalls stalls, Path directory, Duration pause, int downs) throws Exception {
		ChildSettings settings = ChildSettings.DEFAULT.withLeakDetection("simple");
		try (TestNodes nodes = new TestNodes();
				ChildProcess child = ChildProcess.start(nodes, PEER, directory, settings)) {
			QuicTransport node = nodes.start("node-a");
			PeerLog log = new PeerLog(node);
			get(node.connectPeer(PeerInfo.of(PEER, child.address())));
			try (SteadyLoad load = new SteadyLoad(node, PEER, REQUESTS_PER_SECOND, IDLE.multipliedBy(2))) {
				load.awaitMore(REQUESTS_PER_SECOND);
				child.signal("STOP");
				RelayedPair.letPass(pause);
				child.signal("CONT");
				long resumed = System.nanoTime();
				await().until(() -> log.count("up") == 1 + downs);
				Duration recovery = stalls.running(resumed, log.lastAt());
				assertThat(recovery).isLessThanOrEqualTo(Duration.ofSeconds(10));
				load.awaitMore(2 * REQUESTS_PER_SECOND);
				load.finish();
				load.calls().assertNoneLate(stalls);
				assertThat(load.calls().failures()).isEmpty();
				load.calls().assertNothingLostOrHandledTwice(Receipts.parse(child.ask(EchoProcess.RECEIPTS)));
				assertThat(log.count("down")).isEqualTo(downs);
				String atChild = child.ask(EchoProcess.EVENTS);
				assertThat(atChild.split("down node-a", -1)).hasSize(1 + downs);
				assertThat(atChild.split("up node-a", -1)).hasSize(2 + downs);
				long dials = node.stats().connections().dialled() + node.stats().handshakes().failed();
				System.out.println("event=paused seconds=" + pause.toSeconds() + " calls=" + load.calls().begun()
						+ " here=" + log.lines() + " there=[" + atChild + "] dials=" + dials
						+ ((downs > 0) ? " recovered_ms=" + recovery.toMillis() : ""));
				assertThat(dials).isLessThanOrEqualTo(1 + 4L * downs);
			}
		}
	}

}
