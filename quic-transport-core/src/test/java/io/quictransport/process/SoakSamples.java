package io.quictransport.process;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.quictransport.PeerId;
import io.quictransport.support.Holdings;

import static org.assertj.core.api.SoftAssertions.assertSoftly;

/**
 * Records the resources of one node of a soak, its use of processors and the latency of
 * its requests, from the beginning to the end.
 */
final class SoakSamples {

	/** How much resident memory may grow between the medians of {@link Trend}. */
	private static final double MOST_GROWTH = 0.01;

	/** A chunk of the allocator, of which it takes and gives back one now and then. */
	private static final long CHUNK = 4 << 20;

	private final PeerId id;

	private final ChildProcess node;

	private final long begun = System.nanoTime();

	private final CpuShare cpu;

	private final List<Sample> samples = new ArrayList<>();

	private final List<String> latencies = new ArrayList<>();

	SoakSamples(PeerId id, ChildProcess node) throws Exception {
		this.id = id;
		this.node = node;
		this.cpu = new CpuShare(node);
		node.ask(EchoProcess.LATENCIES);
	}

	void sample() throws Exception {
		this.samples.add(Sample.of(this.node));
	}

	/** Notes the latencies of the third of the time that ends. */
	void endThird() throws Exception {
		this.latencies.add(this.node.ask(EchoProcess.LATENCIES));
	}

	/** Prints how all has gone. */
	void report() {
		double hours = (System.nanoTime() - this.begun) / 3.6e12;
		Trend resident = Trend.of(this.samples, Sample::resident);
		System.out.printf(Locale.ROOT,
				"event=soaked node=%s samples=%d minutes=%.1f processors=%s resident=%s (%.2f %%/h) descriptors=%s threads=%s direct=%s heap=%s instances=%s%n",
				this.id, this.samples.size(), hours * 60, this.cpu, resident, resident.percentPerHour(hours),
				Trend.of(this.samples, Sample::descriptors), Trend.of(this.samples, Sample::threads),
				Trend.of(this.samples, Sample::direct), Trend.of(this.samples, Sample::heap),
				Trend.of(this.samples, Sample::instances));
		System.out.println("event=soaked node=" + this.id + " first_third: " + this.latencies.get(0) + " last_third: "
				+ this.latencies.get(this.latencies.size() - 1));
	}

	void assertFlat() {
		Trend resident = Trend.of(this.samples, Sample::resident);
		assertSoftly((softly) -> {
			softly.assertThat(resident.growth()).as("resident").isLessThan((long) (resident.first() * MOST_GROWTH));
			softly.assertThat(Trend.of(this.samples, Sample::descriptors).growth())
				.as("descriptors")
				.isLessThanOrEqualTo(0);
			softly.assertThat(Trend.of(this.samples, Sample::threads).growth()).as("threads").isLessThanOrEqualTo(0);
			softly.assertThat(Trend.of(this.samples, Sample::direct).growth())
				.as("direct memory")
				.isLessThanOrEqualTo(CHUNK);
			softly.assertThat(Trend.of(this.samples, Sample::heap).growth())
				.as("heap after a collection")
				.isLessThan(2 << 20);
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
