package io.quictransport.spring.boot;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

import io.quictransport.testing.contract.Results;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Spring Boot's own property decides on which threads handlers run.
 */
class VirtualThreadsTests {

	@Test
	void handlersRunOnVirtualThreadsWhereTheApplicationSaysSoAndNowhereElse() throws Exception {
		Optional<Path> home = ChildJvm.withVirtualThreads();
		Assumptions.assumeTrue(home.isPresent(), "no JDK 21 or later in /usr/lib/jvm");
		String output = ChildJvm.run(home.orElseThrow(), (entry) -> true, Nodes.class);
		assertThat(output).containsPattern("virtual=true runs on VirtualThread\\[#\\d+,quic-handler-")
			.containsPattern("virtual=false runs on Thread\\[#\\d+,quic-handler-");
	}

	/**
	 * Two nodes, one with virtual threads and one without, that ask each other.
	 */
	static final class Nodes {

		private Nodes() {
		}

		public static void main(String[] args) throws Exception {
			Certificates certificates = new Certificates();
			try (TestNode a = TestNode.start(certificates, "node-a", "spring.threads.virtual.enabled=true");
					TestNode b = TestNode.start(certificates, "node-b", "spring.threads.virtual.enabled=false",
							"quic.transport.peers=" + a.address())) {
				await().atMost(Results.PATIENCE).until(() -> a.isConnectedTo(b) && b.isConnectedTo(a));
				System.out.println("virtual=true runs on " + threadOf(a, b));
				System.out.println("virtual=false runs on " + threadOf(b, a));
			}
		}

		private static String threadOf(TestNode node, TestNode asking) throws Exception {
			return new String(Results.get(asking.transport().request(node.id(), "thread", new byte[0])),
					StandardCharsets.UTF_8);
		}

	}

}
