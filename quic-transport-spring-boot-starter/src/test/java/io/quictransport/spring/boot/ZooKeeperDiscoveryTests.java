package io.quictransport.spring.boot;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import io.quictransport.testing.Needs;
import io.quictransport.testing.RealPart;
import io.quictransport.testing.contract.Results;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nodes that find each other through a real registry and Spring Cloud, with the sample
 * configuration of docs/discovery.md.
 */
@Needs(RealPart.ZOOKEEPER)
@ExtendWith(OutputCaptureExtension.class)
class ZooKeeperDiscoveryTests {

	private static final Certificates CERTIFICATES = new Certificates();

	@Test
	void nodesFindEachOtherThroughTheRegistryAndOutliveItsFailure(CapturedOutput output, @TempDir Path directory)
			throws Exception {
		try (ZooKeeper registry = new ZooKeeper(directory); TestNode a = start("node-a", registry)) {
			TestNode b = start("node-b", registry);
			try (b) {
				awaitConnected(a, b);
				assertThat(text(Results.get(b.transport().request(a.id(), "echo", bytes("hello"))))).isEqualTo("hello");
				assertThat(a.context().getBean(DiscoveryClient.class).getInstances("nodes")).hasSize(2)
					.extracting(ServiceInstance::getMetadata)
					.allSatisfy((metadata) -> assertThat(metadata).containsKeys("quic-port", "quic-node-id"));
				try (TestNode c = start("node-c", registry)) {
					awaitConnected(a, c);
					awaitConnected(b, c);
				}
				await().until(() -> a.transport().peers().size() == 1);
				registry.close();
				for (TestNode node : List.of(a, b)) {
					await().until(() -> failedQuestions(output, node) >= 2);
				}
				assertThat(a.isConnectedTo(b)).isTrue();
				assertThat(a.events()).filteredOn(PeerDisconnectedEvent.class::isInstance)
					.extracting((event) -> ((PeerDisconnectedEvent) event).getPeer())
					.doesNotContain(b.id());
			}
		}
	}

	/** How often a node has asked the registry in vain. */
	private static long failedQuestions(CapturedOutput output, TestNode node) {
		return output.getOut()
			.lines()
			.filter((line) -> line.contains("event=discovery_failed") && line.contains("registry-" + node.id()))
			.count();
	}

	private static TestNode start(String id, ZooKeeper registry) {
		return TestNode.startWithWeb(CERTIFICATES, id, "spring.cloud.zookeeper.enabled=true",
				"spring.cloud.zookeeper.connect-string=" + registry.address(), "spring.application.name=nodes",
				// A dead registry keeps applications from ending for as long as it is
				// tried again.
				"spring.cloud.zookeeper.max-retries=0", "spring.cloud.zookeeper.connection-timeout=1s",
				"spring.cloud.zookeeper.block-until-connected-wait=" + Results.PATIENCE.toSeconds(),
				"spring.cloud.zookeeper.discovery.instance-host=127.0.0.1", "quic.transport.discovery.removal-delay=1s",
				"quic.transport.discovery.client.poll-interval=1s",
				"logging.level.io.quictransport.internal.discovery=debug");
	}

	private static void awaitConnected(TestNode a, TestNode b) {
		await().until(() -> a.isConnectedTo(b) && b.isConnectedTo(a));
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Results.PATIENCE);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

}
