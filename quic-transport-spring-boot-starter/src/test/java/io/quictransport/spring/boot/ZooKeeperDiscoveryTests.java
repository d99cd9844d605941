package io.quictransport.spring.boot;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.quictransport.testing.Needs;
import io.quictransport.testing.RealPart;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nodes that find each other through a real registry and Spring Cloud, with the sample
 * configuration of docs/discovery.md.
 */
@Needs(RealPart.ZOOKEEPER)
class ZooKeeperDiscoveryTests {

	private static final Certificates CERTIFICATES = new Certificates();

	@Test
	void nodesFindEachOtherThroughTheRegistryAndOutliveItsFailure(@TempDir Path directory) throws Exception {
		try (ZooKeeper registry = new ZooKeeper(directory); TestNode a = start("node-a", registry)) {
			TestNode b = start("node-b", registry);
			try (b) {
				awaitConnected(a, b);
				assertThat(text(b.transport().request(a.id(), "echo", bytes("hello")).get(10, TimeUnit.SECONDS)))
					.isEqualTo("hello");
				assertThat(a.context().getBean(DiscoveryClient.class).getInstances("nodes")).hasSize(2)
					.extracting(ServiceInstance::getMetadata)
					.allSatisfy((metadata) -> assertThat(metadata).containsKeys("quic-port", "quic-node-id"));
				try (TestNode c = start("node-c", registry)) {
					awaitConnected(a, c);
					awaitConnected(b, c);
				}
				await().until(() -> a.transport().peers().size() == 1);
				registry.close();
				await().during(Duration.ofSeconds(2)).until(() -> a.isConnectedTo(b) && b.isConnectedTo(a));
			}
		}
	}

	private static TestNode start(String id, ZooKeeper registry) {
		return TestNode.startWithWeb(CERTIFICATES, id, "spring.cloud.zookeeper.enabled=true",
				"spring.cloud.zookeeper.connect-string=" + registry.address(), "spring.application.name=nodes",
				// A dead registry keeps applications from ending for as long as it is
				// tried again.
				"spring.cloud.zookeeper.max-retries=0", "spring.cloud.zookeeper.connection-timeout=1s",
				"spring.cloud.zookeeper.discovery.instance-host=127.0.0.1", "quic.transport.discovery.removal-delay=1s",
				"quic.transport.discovery.client.poll-interval=1s");
	}

	private static void awaitConnected(TestNode a, TestNode b) {
		await().until(() -> a.isConnectedTo(b) && b.isConnectedTo(a));
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(20));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

}
