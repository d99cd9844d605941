package io.quictransport.benchmarks;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.quictransport.benchmarks.subject.Link;
import io.quictransport.benchmarks.subject.Setup;
import io.quictransport.benchmarks.subject.Subject;

/**
 * Connects some peers at first and all others in the first run; then they idle.
 *
 * @param name the name in the report
 * @param clients how many peers there are in the end
 * @param atFirst how many peers there are at first
 */
record IdlePeersWorkload(String name, int clients, int atFirst) implements Workload {

	@Override
	public Session open(Subject subject, InetSocketAddress server, Setup setup) throws Exception {
		List<Link> links = new ArrayList<>();
		connect(links, this.atFirst, subject, server, setup);
		return new Session() {

			@Override
			public Measurement run(Duration length) throws Exception {
				int before = links.size();
				connect(links, IdlePeersWorkload.this.clients, subject, server, setup);
				return new Measurement(links.size() - before, 0, 0, 0);
			}

			@Override
			public void close() {
				// The connections end with the process: to close them in turn takes
				// minutes.
				links.clear();
			}

		};
	}

	private static void connect(List<Link> links, int upTo, Subject subject, InetSocketAddress server, Setup setup)
			throws Exception {
		while (links.size() < upTo) {
			links.add(subject.connect(server, setup.withNode(Setup.client(links.size()))));
		}
	}

}
