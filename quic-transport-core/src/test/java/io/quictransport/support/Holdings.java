package io.quictransport.support;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import javax.management.JMException;
import javax.management.ObjectName;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.internal.PlatformDependent;
import io.quictransport.quic.QuicTransport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

/**
 * Measures what this JVM has open or allocated at one moment, after a garbage collection.
 *
 * @param descriptors open file descriptors, -1 where there is no /proc
 * @param threads live threads, those of Awaitility not counted
 * @param directBytes direct memory of Netty
 * @param residentBytes resident memory, the heap and the codec's own memory included; not
 * compared, because the heap grows as it likes
 * @param instances live instances of the transport's and the codec's classes, and of
 * timers
 */
public record Holdings(int descriptors, int threads, long directBytes, long residentBytes,
		Map<String, Long> instances) {

	private static final long DIRECT_TOLERANCE = 1 << 20;

	/**
	 * The full names of the transport's classes whose instances are counted, by their
	 * simple names.
	 */
	private static final Map<String, String> WATCHED = fullNames("Connection", "PeerState", "AddressDial", "Redialler",
			"DialRound", "DialAttempt", "OutboundLane", "InboundLane", "Inbox", "StreamHandler", "LoopTimer");

	/** Finds the classes wherever they live, because no other package may name them. */
	private static Map<String, String> fullNames(String... simpleNames) {
		Map<String, String> names = new TreeMap<>();
		try {
			Path classes = Path.of(QuicTransport.class.getProtectionDomain().getCodeSource().getLocation().toURI());
			try (Stream<Path> files = Files.walk(classes)) {
				files.map((file) -> classes.relativize(file).toString()).forEach((file) -> {
					String type = file.replace(File.separatorChar, '.').replaceFirst("\\.class$", "");
					names.put(type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1), type);
				});
			}
		}
		catch (IOException | URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
		names.keySet().retainAll(Set.of(simpleNames));
		assertThat(names).as("classes whose instances are counted").containsOnlyKeys(simpleNames);
		return names;
	}

	public static Holdings now() throws IOException, JMException {
		Map<String, Long> instances = liveInstances();
		return new Holdings(openDescriptors(), liveThreads(),
				Math.max(PlatformDependent.usedDirectMemory(), pooledBytes()), resident(), instances);
	}

	private static long pooledBytes() {
		return (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider)
				? provider.metric().usedDirectMemory() : 0;
	}

	/** Those that wait for the condition that this is part of are not counted. */
	private static int liveThreads() {
		return (int) Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> !thread.getName().startsWith("awaitility"))
			.count();
	}

	private static int openDescriptors() throws IOException {
		Path open = Path.of("/proc/self/fd");
		if (!Files.isDirectory(open)) {
			return -1;
		}
		try (Stream<Path> all = Files.list(open)) {
			return (int) all.count();
		}
	}

	private static long resident() throws IOException {
		Path statm = Path.of("/proc/self/statm");
		return Files.exists(statm) ? Long.parseLong(Files.readString(statm).split(" ")[1]) * 4096 : -1;
	}

	/** The histogram counts what is reachable: it collects garbage first. */
	private static Map<String, Long> liveInstances() throws JMException {
		String histogram = (String) ManagementFactory.getPlatformMBeanServer()
			.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram",
					new Object[] { null }, new String[] { String[].class.getName() });
		Map<String, Long> instances = new TreeMap<>();
		histogram.lines().map((line) -> line.trim().split("\\s+")).forEach((columns) -> {
			if (columns.length >= 4 && isWatched(columns[3])) {
				instances.merge(columns[3], Long.parseLong(columns[1]), Long::sum);
			}
		});
		return instances;
	}

	private static boolean isWatched(String type) {
		return WATCHED.containsValue(type) || type.equals("io.netty.handler.codec.quic.QuicheQuicChannel")
				|| type.equals("io.netty.handler.codec.quic.QuicheQuicStreamChannel")
				|| type.equals("io.netty.util.concurrent.ScheduledFutureTask");
	}

	/** How many instances of one of the watched classes of the transport are alive. */
	public long instancesOf(String simpleName) {
		return this.instances.getOrDefault(WATCHED.get(simpleName), 0L);
	}

	/** Checks that nothing has grown. */
	public void assertNotAbove(Holdings before) {
		assertSoftly((softly) -> {
			softly.assertThat(this.descriptors).as("file descriptors").isLessThanOrEqualTo(before.descriptors);
			softly.assertThat(this.threads).as("threads").isLessThanOrEqualTo(before.threads);
			softly.assertThat(this.directBytes)
				.as("direct memory")
				.isLessThanOrEqualTo(before.directBytes + DIRECT_TOLERANCE);
			this.instances.forEach((type, count) -> softly.assertThat(count)
				.as("instances of " + type)
				.isLessThanOrEqualTo(before.instances.getOrDefault(type, 0L)));
		});
	}

	@Override
	public String toString() {
		return "descriptors=" + this.descriptors + " threads=" + this.threads + " direct=" + this.directBytes
				+ " resident=" + this.residentBytes + " instances="
				+ this.instances.values().stream().mapToLong(Long::longValue).sum();
	}

}
