package io.quictransport.benchmarks.micro;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.quictransport.benchmarks.ours.TransportSubject;
import io.quictransport.benchmarks.subject.Link;
import io.quictransport.benchmarks.subject.PemIdentity;
import io.quictransport.benchmarks.subject.Subject;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Measures bursts of messages between two transports in this process: the cost of lanes
 * and dispatch together, and the bytes that each message allocates on both sides.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TransportBenchmark {

	private static final int BURST = 256;

	private static final int PAYLOAD = 64;

	/** Where handlers run. */
	@Param({ "EVENT_LOOP", "EXECUTOR" })
	public String dispatch = "";

	private final byte[] payload = new byte[PAYLOAD];

	private @Nullable Path certificates;

	private Subject.@Nullable Listener listener;

	private @Nullable Link link;

	/** Connects two transports. */
	@Setup
	public void connect() throws Exception {
		Path directory = Files.createTempDirectory("micro");
		this.certificates = directory;
		PemIdentity.createAll(directory, List.of(PemIdentity.SERVER, PemIdentity.CLIENT));
		TransportSubject subject = new TransportSubject();
		io.quictransport.benchmarks.subject.Setup setup = new io.quictransport.benchmarks.subject.Setup(
				InetAddress.getLoopbackAddress(), directory, PemIdentity.SERVER, this.dispatch.equals("EXECUTOR"));
		Subject.Listener listening = subject.listen(setup);
		this.listener = listening;
		this.link = subject.connect(listening.address(), setup.withNode(PemIdentity.CLIENT));
	}

	/** Stops both. */
	@TearDown
	public void close() throws Exception {
		if (this.link != null) {
			this.link.close();
		}
		if (this.listener != null) {
			this.listener.close();
		}
		if (this.certificates != null) {
			deleteAll(this.certificates);
		}
	}

	/** Requests that are answered with their payload. */
	@Benchmark
	@OperationsPerInvocation(BURST)
	public void echo() throws InterruptedException {
		burst((open, completion) -> open.request(this.payload, completion));
	}

	/** One-way messages that are acknowledged. */
	@Benchmark
	@OperationsPerInvocation(BURST)
	public void oneWay() throws InterruptedException {
		burst((open, completion) -> open.send(this.payload, completion));
	}

	private void burst(Call call) throws InterruptedException {
		Link open = this.link;
		if (open == null) {
			throw new IllegalStateException("not connected");
		}
		Burst burst = new Burst();
		for (int i = 0; i < BURST; i++) {
			call.make(open, burst);
		}
		burst.await();
	}

	private static void deleteAll(Path directory) throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			for (Path file : files.toList()) {
				Files.delete(file);
			}
		}
		Files.delete(directory);
	}

	/**
	 * One kind of message.
	 */
	private interface Call {

		void make(Link link, Link.Completion completion);

	}

	/**
	 * Waits for a burst of messages.
	 */
	private static final class Burst implements Link.Completion {

		private final CountDownLatch left = new CountDownLatch(BURST);

		private volatile @Nullable Throwable failure;

		@Override
		public void completed() {
			this.left.countDown();
		}

		@Override
		public void failed(Throwable reason) {
			this.failure = reason;
			this.left.countDown();
		}

		private void await() throws InterruptedException {
			this.left.await();
			if (this.failure != null) {
				throw new IllegalStateException("a message has failed", this.failure);
			}
		}

	}

}
