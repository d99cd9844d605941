package io.quictransport.benchmarks;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Consumer;

import io.quictransport.benchmarks.subject.Link;
import io.quictransport.benchmarks.subject.Setup;
import io.quictransport.benchmarks.subject.Subject;

/**
 * Keeps a number of messages in flight, or sends them at a fixed rate.
 *
 * @param name the name in the report
 * @param kind what the messages are
 * @param payloadSize the size of each payload in bytes
 * @param inFlight how many messages are on their way
 * @param metric what is compared
 * @param place where it runs
 * @param executor whether handlers run on the subject's default executor
 * @param rate how many messages to send per second, 0 for one whenever another is
 * answered
 */
record MessageWorkload(String name, Kind kind, int payloadSize, int inFlight, Metric metric, Place place,
		boolean executor, int rate) implements Workload {

	private static final String EXECUTOR_SUFFIX = "-exec";

	/** Few messages at a time would keep the compilers waiting for too long. */
	private static final int WARM_UP_IN_FLIGHT = 64;

	static MessageWorkload of(String name, Kind kind, int payloadSize, int inFlight) {
		return new MessageWorkload(name, kind, payloadSize, inFlight, Metric.RATE, Place.LOOPBACK, false, 0);
	}

	MessageWorkload by(Metric other) {
		return new MessageWorkload(this.name, this.kind, this.payloadSize, this.inFlight, other, this.place,
				this.executor, this.rate);
	}

	MessageWorkload at(Place other) {
		return new MessageWorkload(this.name, this.kind, this.payloadSize, this.inFlight, this.metric, other,
				this.executor, this.rate);
	}

	MessageWorkload named(String other) {
		return new MessageWorkload(other, this.kind, this.payloadSize, this.inFlight, this.metric, this.place,
				this.executor, this.rate);
	}

	/** The same messages at a fixed rate, whose latencies are compared. */
	MessageWorkload paced(int perSecond) {
		return new MessageWorkload(this.name + Workloads.RATE_MARK + perSecond, this.kind, this.payloadSize,
				this.inFlight, Metric.P99, this.place, this.executor, perSecond);
	}

	/** The same messages, handled on the default executor. */
	MessageWorkload onExecutor() {
		return new MessageWorkload(this.name + EXECUTOR_SUFFIX, this.kind, this.payloadSize, this.inFlight, this.metric,
				this.place, true, this.rate);
	}

	@Override
	public Session open(Subject subject, InetSocketAddress server, Setup setup) throws Exception {
		byte[] payload = new byte[this.payloadSize];
		new SplittableRandom(this.payloadSize).nextBytes(payload);
		Link link = subject.connect(server, setup);
		Consumer<Link.Completion> call = (this.kind == Kind.ECHO) ? (completion) -> link.request(payload, completion)
				: (completion) -> link.send(payload, completion);
		return new Session() {

			@Override
			public Measurement run(Duration length) throws Exception {
				return (MessageWorkload.this.rate == 0)
						? new ClosedLoop(MessageWorkload.this.inFlight, call).run(length)
						: new FixedRate(MessageWorkload.this.rate, call).run(length);
			}

			@Override
			public Measurement warmUp(Duration length) throws Exception {
				return new ClosedLoop(Math.max(MessageWorkload.this.inFlight, WARM_UP_IN_FLIGHT), call).run(length);
			}

			@Override
			public void close() throws Exception {
				link.close();
			}

		};
	}

	/**
	 * The kinds of message.
	 */
	enum Kind {

		/** Requests that are answered with their payload. */
		ECHO,

		/** One-way messages that are acknowledged. */
		ONE_WAY

	}

}
