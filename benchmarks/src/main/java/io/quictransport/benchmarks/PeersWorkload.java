package io.quictransport.benchmarks;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.quictransport.benchmarks.subject.Link;
import io.quictransport.benchmarks.subject.Setup;
import io.quictransport.benchmarks.subject.Subject;

/**
 * Connects many peers to one server, each a separate node with its own socket and event
 * loop. The number of echoes in flight is the same, whatever number of peers shares them.
 *
 * @param name the name in the report
 * @param clients how many peers there are
 * @param inFlight how many messages are on their way, over all peers
 */
record PeersWorkload(String name, int clients, int inFlight) implements Workload {

	private static final int PAYLOAD = 64;

	@Override
	public Session open(Subject subject, InetSocketAddress server, Setup setup) throws Exception {
		byte[] payload = new byte[PAYLOAD];
		List<Link> links = new ArrayList<>();
		for (int i = 0; i < this.clients; i++) {
			links.add(subject.connect(server, setup.withNode(Setup.client(i))));
		}
		List<Consumer<Link.Completion>> calls = IntStream
			.range(0, this.inFlight).<Consumer<Link.Completion>>mapToObj((index) -> {
				Link link = links.get(index % links.size());
				return (completion) -> link.request(payload, completion);
			})
			.toList();
		return new Session() {

			@Override
			public Measurement run(Duration length) throws Exception {
				return new ClosedLoop(calls).run(length);
			}

			@Override
			public void close() {
				// The connections end with the process: to close them in turn takes
				// minutes.
				links.clear();
			}

		};
	}

}
