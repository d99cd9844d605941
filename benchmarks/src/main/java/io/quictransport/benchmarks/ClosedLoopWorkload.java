package io.quictransport.benchmarks;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Consumer;

import io.quictransport.benchmarks.subject.Link;
import io.quictransport.benchmarks.subject.PemIdentity;
import io.quictransport.benchmarks.subject.Subject;

/**
 * Keeps a number of messages in flight: whenever one is answered, the next one leaves.
 *
 * @param name the name in the report
 * @param kind what the messages are
 * @param payloadSize the size of each payload in bytes
 * @param inFlight how many messages are on their way
 */
record ClosedLoopWorkload(String name, Kind kind, int payloadSize, int inFlight) implements Workload {

	@Override
	public Session open(Subject subject, InetSocketAddress server, PemIdentity identity) throws Exception {
		byte[] payload = new byte[this.payloadSize];
		new SplittableRandom(this.payloadSize).nextBytes(payload);
		Link link = subject.connect(server, identity);
		Consumer<Link.Completion> call = (this.kind == Kind.ECHO) ? (completion) -> link.request(payload, completion)
				: (completion) -> link.send(payload, completion);
		ClosedLoop loop = new ClosedLoop(this.inFlight, call);
		return new Session() {

			@Override
			public Measurement run(Duration length) throws Exception {
				return loop.run(length);
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
