package io.quictransport.process;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.quictransport.PeerId;
import io.quictransport.faults.RelayedPair;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.Alone;
import io.quictransport.testing.RelayConditions;
import io.quictransport.testing.UdpRelay;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;
import static org.awaitility.Awaitility.await;

/**
 * Two processes that talk to each other for long over a network that loses one packet in
 * a hundred, and hold no more in the end than they did in the beginning (fault F37). The
 * heap of each has a fixed size and is touched as a whole when it starts, so that its
 * resident memory grows by what is held outside of the heap.
 */
@Alone
@Tag("nightly")
class SoakTests {

	private static final PeerId A = new PeerId("node-a");

	private static final PeerId B = new PeerId("node-b");

	private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("soak.seconds", 1800));

	/** How long the nodes send as fast as they can, the second half of it counted. */
	private static final Duration CAPACITY = Duration.ofSeconds(20);

	/** In it classes are loaded, methods compiled and chunks of memory taken. */
	private static final Duration WARM_UP = LENGTH.dividedBy(3);

	private static final Duration SAMPLING = Duration.ofSeconds((LENGTH.toMinutes() >= 10) ? 15 : 2);

	@Test
	void twoNodesHoldNoMoreMemoryNorDescriptorsInTheEndAndLoseNothing(@TempDir Path directory) throws Exception {
		ChildSettings settings = ChildSettings.DEFAULT.withLeakDetection("simple").withFixedHeap();
		try (TestNodes nodes = new TestNodes();
				ChildProcess a = ChildProcess.start(nodes, A, directory, settings);
				ChildProcess b = ChildProcess.start(nodes, B, directory, settings);
				UdpRelay toA = relayBefore(a);
				UdpRelay toB = relayBefore(b)) {
			a.ask(EchoProcess.CONNECT, B.value(), text(toB));
			List.of(toA, toB).forEach((relay) -> relay.bothWays(RelayConditions.CLEAN.withLossRate(0.01)));
			int rate = Integer.getInteger("soak.requests-per-second", capacity(a, b) / 2);
			a.ask(EchoProcess.LOAD, B.value(), "" + rate);
			b.ask(EchoProcess.LOAD, A.value(), "" + rate);
			RelayedPair.letPass(WARM_UP);
			CpuShare relays = new CpuShare();
			List<SoakSamples> samples = List.of(new SoakSamples(A, a), new SoakSamples(B, b));
			for (int third = 0; third < 3; third++) {
				sample(samples, LENGTH.minus(WARM_UP).dividedBy(3));
			}
			System.out.println("event=soaked requests_per_second_wanted=" + rate + " relays=" + relays);
			samples.forEach(SoakSamples::report);
			for (ChildProcess sender : List.of(a, b)) {
				sender.tell(EchoProcess.FINISH);
				String report = sender.answer(Duration.ofMinutes(1));
				System.out.println("event=soaked " + report);
				assertThat(report).endsWith("problems=[]");
				assertThat(reached(report)).as("requests a second").isGreaterThan(rate * 95 / 100);
			}
			assertArrived(a, b);
			assertArrived(b, a);
			System.out.println("event=soaked " + toB + " " + toA);
			for (ChildProcess node : List.of(a, b)) {
				assertThat(node.ask(EchoProcess.EVENTS).split(",")).hasSize(1);
				assertThat(node.output()).isEmpty();
			}
			samples.forEach(SoakSamples::assertFlat);
		}
	}

	/**
	 * Has both nodes send as fast as they can at the same time, through the same relays.
	 * @return how many requests a second each of them can send
	 */
	private static int capacity(ChildProcess a, ChildProcess b) throws Exception {
		String half = "" + CAPACITY.dividedBy(2).toSeconds();
		CpuShare ofA = new CpuShare(a), ofB = new CpuShare(b), relays = new CpuShare();
		a.tell(EchoProcess.CAPACITY, B.value(), half, half);
		b.tell(EchoProcess.CAPACITY, A.value(), half, half);
		String atA = a.answer(CAPACITY.multipliedBy(2)), atB = b.answer(CAPACITY.multipliedBy(2));
		System.out.println("event=capacity node=" + A + " " + atA + " processors=" + ofA);
		System.out.println("event=capacity node=" + B + " " + atB + " processors=" + ofB + " relays=" + relays);
		return (reached(atA) + reached(atB)) / 2;
	}

	private static void sample(List<SoakSamples> nodes, Duration time) throws Exception {
		long end = System.nanoTime() + time.toNanos();
		while (System.nanoTime() - end < 0) {
			for (SoakSamples node : nodes) {
				node.sample();
			}
			RelayedPair.letPass(SAMPLING);
		}
		for (SoakSamples node : nodes) {
			node.endThird();
		}
	}

	private static int reached(String report) {
		return Integer.parseInt(report.replaceFirst("requests_per_second=(\\d+) .*", "$1"));
	}

	/** Opens a relay that a node can be dialled through, and by nothing else. */
	private static UdpRelay relayBefore(ChildProcess node) throws Exception {
		String[] address = node.address().split(":");
		UdpRelay relay = UdpRelay.to(new InetSocketAddress(address[0], Integer.parseInt(address[1])));
		node.ask(EchoProcess.ADVERTISE, text(relay));
		return relay;
	}

	private static String text(UdpRelay relay) {
		return relay.address().getAddress().getHostAddress() + ":" + relay.address().getPort();
	}

	/** What one node was told to have arrived, has at the other. */
	private static void assertArrived(ChildProcess from, ChildProcess to) {
		await().atMost(TestNodes.PATIENCE)
			.pollInterval(Duration.ofMillis(500))
			.untilAsserted(
					() -> assertThat(from.ask(EchoProcess.ARRIVED, to.ask(EchoProcess.RECEIPTS))).isEqualTo("arrived"));
	}

}
