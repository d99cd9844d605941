package io.quictransport.benchmarks;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.quictransport.benchmarks.subject.Link;
import io.quictransport.benchmarks.subject.Setup;
import io.quictransport.benchmarks.subject.Subject;

/**
 * Connects and closes again and again. The latency is the time to connect, until both
 * sides have proven their identity; the rate is that of all connections together.
 *
 * @param name the name in the report
 * @param metric what is compared
 * @param clients how many nodes do so at a time
 */
record HandshakeWorkload(String name, Metric metric, int clients) implements Workload {

	@Override
	public int warmUpFactor() {
		return 3;
	}

	@Override
	public Session open(Subject subject, InetSocketAddress server, Setup setup) throws Exception {
		List<Subject.Dialler> diallers = new ArrayList<>();
		for (int i = 0; i < this.clients; i++) {
			diallers.add(subject.dialler(server, setup.withNode(Setup.client(i))));
		}
		List<Consumer<Link.Completion>> calls = diallers
			.stream().<Consumer<Link.Completion>>map((dialler) -> dialler::connectAndClose).toList();
		return new Session() {

			@Override
			public Measurement run(Duration length) throws Exception {
				return new ClosedLoop(calls).run(length);
			}

			@Override
			public void close() throws Exception {
				for (Subject.Dialler dialler : diallers) {
					dialler.close();
				}
			}

		};
	}

}
