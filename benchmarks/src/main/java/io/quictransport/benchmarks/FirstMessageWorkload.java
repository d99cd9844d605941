package io.quictransport.benchmarks;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import io.quictransport.benchmarks.subject.Link;
import io.quictransport.benchmarks.subject.Setup;
import io.quictransport.benchmarks.subject.Subject;

/**
 * Connects, sends one large message, and closes, over and over. The latency is that of
 * the message, which begins with as much as a new connection sends unasked.
 *
 * @param name the name in the report
 * @param payloadSize the size of the message in bytes
 * @param place where it runs
 */
record FirstMessageWorkload(String name, int payloadSize, Place place) implements Workload {

	private static final int SECONDS = 30;

	@Override
	public Metric metric() {
		return Metric.P50;
	}

	@Override
	public Session open(Subject subject, InetSocketAddress server, Setup setup) {
		byte[] payload = new byte[this.payloadSize];
		return new Session() {

			@Override
			public Measurement run(Duration length) throws Exception {
				LongStream.Builder times = LongStream.builder();
				long begun = System.nanoTime();
				do {
					times.add(first(subject, server, setup, payload));
				}
				while (System.nanoTime() - begun < length.toNanos());
				double[] micros = times.build().mapToDouble((nanos) -> nanos / 1e3).sorted().toArray();
				double seconds = Arrays.stream(micros).sum() / 1e6;
				return new Measurement(micros.length, micros.length / seconds, Median.of(micros),
						micros[micros.length * 99 / 100]);
			}

			@Override
			public void close() {
			}

		};
	}

	private static long first(Subject subject, InetSocketAddress server, Setup setup, byte[] payload) throws Exception {
		try (Link link = subject.connect(server, setup)) {
			CompletableFuture<Void> done = new CompletableFuture<>();
			long begun = System.nanoTime();
			link.send(payload, new Link.Completion() {

				@Override
				public void completed() {
					done.complete(null);
				}

				@Override
				public void failed(Throwable reason) {
					done.completeExceptionally(reason);
				}

			});
			done.get(SECONDS, TimeUnit.SECONDS);
			return System.nanoTime() - begun;
		}
	}

}
