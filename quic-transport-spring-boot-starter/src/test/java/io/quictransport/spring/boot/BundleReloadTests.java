package io.quictransport.spring.boot;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.quictransport.spring.boot.testing.NodeCertificates;
import io.quictransport.testing.contract.Results;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The certificate of a running node changes on disk.
 */
@ExtendWith(OutputCaptureExtension.class)
class BundleReloadTests {

	private static final Certificates CERTIFICATES = new Certificates();

	private final NodeCertificates issued = CERTIFICATES.forNodes();

	private final Path directory;

	private final List<String> properties = new ArrayList<>(List.of("spring.ssl.bundle.watch.file.quiet-period=200ms"));

	@AutoClose
	private final TestNode peer = TestNode.start(CERTIFICATES, "node-b");

	BundleReloadTests(@TempDir Path directory) {
		this.directory = directory;
	}

	@BeforeEach
	void issue() {
		Map<String, String> bundle = this.issued.properties("node-a", this.directory);
		bundle.forEach((name, value) -> this.properties.add(name + "=" + value));
		this.properties.add("quic.transport.peers=" + this.peer.address());
	}

	@Test
	void newConnectionsShowTheNewCertificateAndOldOnesGoOn(CapturedOutput output) throws Exception {
		try (TestNode node = start()) {
			BigInteger before = awaitSerial(this.peer, node);
			this.issued.properties("node-a", this.directory);
			await().until(() -> output.getOut().contains("event=identity_rotated node=node-a"));
			try (TestNode newcomer = TestNode.start(CERTIFICATES, "node-c", "quic.transport.peers=" + node.address())) {
				assertThat(awaitSerial(newcomer, node)).isNotEqualTo(before);
			}
			assertThat(this.peer.serialOf(node)).isEqualTo(before);
			assertThat(Results.get(this.peer.transport().request(node.id(), "echo", new byte[1]))).hasSize(1);
		}
	}

	@Test
	void connectionsAreReplacedWithoutAGapWhereTheApplicationSaysSo() {
		this.properties.add("quic.transport.ssl.rotate-connections=true");
		try (TestNode node = start()) {
			BigInteger before = awaitSerial(this.peer, node);
			this.issued.properties("node-a", this.directory);
			await().until(() -> !before.equals(awaitSerial(this.peer, node)));
			assertThat(this.peer.events()).noneMatch(PeerDisconnectedEvent.class::isInstance);
		}
	}

	@Test
	void aCertificateThatDoesNotFitIsNotTakenIntoUse(CapturedOutput output) {
		try (TestNode node = start()) {
			BigInteger before = awaitSerial(this.peer, node);
			this.issued.properties("node-x", this.directory);
			// The first look may have found half of the new files.
			await().until(() -> output.getOut()
				.lines()
				.anyMatch((line) -> line.contains("event=identity_kept node=node-a bundle=test-node")
						&& line.contains("node id 'node-a' is not in the node's certificate")));
			try (TestNode newcomer = TestNode.start(CERTIFICATES, "node-c", "quic.transport.peers=" + node.address())) {
				assertThat(awaitSerial(newcomer, node)).isEqualTo(before);
			}
		}
	}

	private TestNode start() {
		return TestNode.start(CERTIFICATES, "node-a", this.properties.toArray(String[]::new));
	}

	private static BigInteger awaitSerial(TestNode of, TestNode peer) {
		return Objects.requireNonNull(await().until(() -> of.serialOf(peer), Objects::nonNull));
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Results.PATIENCE);
	}

}
