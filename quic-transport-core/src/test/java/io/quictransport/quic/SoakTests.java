package io.quictransport.quic;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.quictransport.PeerId;
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
@Tag("nightly")
class SoakTests {

	private static final PeerId A = new PeerId("node-a");

	private static final PeerId B = new PeerId("node-b");

	private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("soak.seconds", 1800));

	/** Of each node, and a one-way message beside every fourth. */
	private static final int REQUESTS_PER_SECOND = Integer.getInteger("soak.requests-per-second", 500);

	/** In it classes are loaded, methods compiled and chunks of memory taken. */
	private static final Duration WARM_UP = LENGTH.dividedBy(3);

	private static final Duration SAMPLING = Duration.ofSeconds((LENGTH.toMinutes() >= 10) ? 15 : 2);

	/** How much resident memory may grow between the medians of {@link Trend}. */
	private static final double MOST_GROWTH = 0.01;

	/** A chunk of the allocator, of which it takes and gives back one now and then. */
	private static final long CHUNK = 4 << 20;

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
			a.ask(EchoProcess.LOAD, B.value(), "" + REQUESTS_PER_SECOND);
			b.ask(EchoProcess.LOAD, A.value(), "" + REQUESTS_PER_SECOND);
			RelayedPair.letPass(WARM_UP);
			List<Sample> ofA = new ArrayList<>();
			List<Sample> ofB = new ArrayList<>();
			long begun = System.nanoTime();
			long end = begun + LENGTH.minus(WARM_UP).toNanos();
			while (System.nanoTime() - end < 0) {
				ofA.add(Sample.of(a));
				ofB.add(Sample.of(b));
				RelayedPair.letPass(SAMPLING);
			}
			double hours = (System.nanoTime() - begun) / 3.6e12;
			for (ChildProcess sender : List.of(a, b)) {
				sender.tell(EchoProcess.FINISH);
				String report = sender.answer(Duration.ofMinutes(1));
				System.out.println("event=soaked " + report);
				assertThat(report).endsWith("problems=[]");
			}
			assertArrived(a, b);
			assertArrived(b, a);
			System.out.println("event=soaked " + toB + " " + toA);
			for (ChildProcess node : List.of(a, b)) {
				assertThat(node.ask(EchoProcess.EVENTS).split(",")).hasSize(1);
				assertThat(node.output()).isEmpty();
			}
			assertFlat(A, ofA, hours);
			assertFlat(B, ofB, hours);
		}
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

	private static void assertFlat(PeerId node, List<Sample> samples, double hours) {
		Trend resident = Trend.of(samples, Sample::resident);
		Trend descriptors = Trend.of(samples, Sample::descriptors);
		Trend threads = Trend.of(samples, Sample::threads);
		Trend direct = Trend.of(samples, Sample::direct);
		Trend heap = Trend.of(samples, Sample::heap);
		Trend instances = Trend.of(samples, Sample::instances);
		System.out.printf(Locale.ROOT,
				"event=soaked node=%s samples=%d minutes=%.1f resident=%s (%.2f %%/h) descriptors=%s threads=%s direct=%s heap=%s instances=%s%n",
				node, samples.size(), hours * 60, resident, resident.percentPerHour(hours), descriptors, threads,
				direct, heap, instances);
		assertSoftly((softly) -> {
			softly.assertThat(resident.growth()).as("resident").isLessThan((long) (resident.first() * MOST_GROWTH));
			softly.assertThat(descriptors.growth()).as("descriptors").isLessThanOrEqualTo(0);
			softly.assertThat(threads.growth()).as("threads").isLessThanOrEqualTo(0);
			softly.assertThat(direct.growth()).as("direct memory").isLessThanOrEqualTo(CHUNK);
			softly.assertThat(heap.growth()).as("heap after a collection").isLessThan(2 << 20);
		});
	}

	/**
	 * What a process holds at one moment: {@link Holdings}, and the heap in use after a
	 * collection.
	 */
	private record Sample(long descriptors, long threads, long direct, long resident, long instances, long heap) {

		static Sample of(ChildProcess process) throws Exception {
			long[] figures = Arrays.stream(process.ask(EchoProcess.HOLDINGS).split(" "))
				.mapToLong((figure) -> Long.parseLong(figure.substring(figure.indexOf('=') + 1)))
				.toArray();
			return new Sample(figures[0], figures[1], figures[2], figures[3], figures[4], figures[5]);
		}

	}

}
