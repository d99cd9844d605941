package io.quictransport.scenario.lifecycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.quictransport.ConfigurationException;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.PeerTimes;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.quictransport.support.TestNodes.connect;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The next connection to a peer is recorded when asked for, and no other.
 */
class RecordingTests {

	private final TestNodes nodes = new TestNodes();

	private final Path directory;

	RecordingTests(@TempDir Path directory) {
		this.directory = directory;
	}

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void theFirstConnectionToAPeerIsRecordedAndTheOneAfterItIsNot() throws IOException {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b");
		QuicTransport c = this.nodes.start("node-c");
		a.recordNextConnection(idOf(b), this.directory);
		connect(a, c);
		assertThat(files()).isEmpty();
		connect(a, b);
		await().untilAsserted(() -> assertThat(files()).singleElement().satisfies((file) -> {
			assertThat(file).hasExtension("qlog").content().contains("\"title\":\"node-a to node-b\"");
			assertThat(file).content().contains("packet_sent").contains("packet_received");
		}));
		a.rotateConnections();
		await().until(() -> a.stats().handshakes().completed() >= 4);
		assertThat(files()).hasSize(1);
	}

	@Test
	void aConnectedPeerGetsAConnectionForTheRecordingWithoutAGap() {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b");
		connect(b, a);
		PeerTimes seen = new PeerTimes();
		a.subscribe(seen);
		a.recordNextConnection(idOf(b), this.directory);
		await().until(() -> a.stats().connections().dialled() == 1);
		await().untilAsserted(() -> assertThat(files()).hasSize(1));
		assertThat(a.isConnected(idOf(b))).isTrue();
		assertThat(seen.downs).isEmpty();
	}

	@Test
	void failedDialsAreRecordedButNotForEver() {
		QuicTransport a = this.nodes.start("node-a",
				(options) -> options.withTimeouts((timeouts) -> timeouts.withConnect(Duration.ofMillis(20)))
					.withReconnectMinBackoff(Duration.ofMillis(1))
					.withReconnectMaxBackoff(Duration.ofMillis(5)));
		PeerId nobody = new PeerId("node-b");
		a.recordNextConnection(nobody, this.directory);
		a.connectPeer(PeerInfo.of(nobody, "127.0.0.1:1"));
		await().until(() -> a.stats().handshakes().failed() > 20);
		assertThat(files()).hasSize(16);
	}

	@Test
	void aDirectoryThatIsNotThereIsRefused() {
		QuicTransport a = this.nodes.start("node-a");
		assertThatExceptionOfType(ConfigurationException.class)
			.isThrownBy(() -> a.recordNextConnection(new PeerId("node-b"), this.directory.resolve("not-there")))
			.withMessageContaining("not-there");
	}

	@Test
	void aRecordingIsNamedAfterThePeerAndTheTime() {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b");
		a.recordNextConnection(idOf(b), this.directory);
		connect(a, b);
		await().untilAsserted(() -> assertThat(files()).singleElement()
			.satisfies((file) -> assertThat(file.getFileName().toString())
				.matches("node-a-to-node-b-\\d{8}T\\d{6}\\.\\d{3}Z-1\\.qlog")));
	}

	@Test
	void aRecordingThatIsStoppedEndsWithoutAGap() {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b");
		a.recordNextConnection(idOf(b), this.directory);
		connect(a, b);
		PeerTimes seen = new PeerTimes();
		a.subscribe(seen);
		a.stopRecording(idOf(b));
		await().atMost(TestNodes.PATIENCE).until(() -> a.stats().connections().closed() == 1);
		assertThat(a.isConnected(idOf(b))).isTrue();
		assertThat(seen.downs).isEmpty();
		assertThat(files()).hasSize(1);
	}

	@Test
	void aRecordingThatIsStoppedBeforeItBeginsDoesNotBegin() {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b");
		a.recordNextConnection(idOf(b), this.directory);
		a.stopRecording(idOf(b));
		connect(a, b);
		assertThat(files()).isEmpty();
	}

	@Test
	void aRecordingEndsWhenItsTimeIsOver() {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b");
		a.recordNextConnection(idOf(b), this.directory, Duration.ofMillis(1), Long.MAX_VALUE);
		connect(a, b);
		await().atMost(TestNodes.PATIENCE).until(() -> a.stats().connections().closed() == 1);
		assertThat(a.isConnected(idOf(b))).isTrue();
		assertThat(files()).hasSize(1);
	}

	@Test
	void aRecordingEndsWhenItsFileIsLarge() {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b");
		a.recordNextConnection(idOf(b), this.directory, Duration.ofDays(1), 1);
		connect(a, b);
		await().atMost(TestNodes.PATIENCE).until(() -> {
			// The codec writes in blocks.
			a.send(idOf(b), "nowhere", new byte[1]);
			return a.stats().connections().closed() == 1;
		});
		assertThat(a.isConnected(idOf(b))).isTrue();
	}

	private List<Path> files() {
		try (Stream<Path> list = Files.list(this.directory)) {
			return list.toList();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
