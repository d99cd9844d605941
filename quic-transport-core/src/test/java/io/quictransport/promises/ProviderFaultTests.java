package io.quictransport.promises;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.quictransport.PeerInfo;
import io.quictransport.discovery.DiscoveredPeers;
import io.quictransport.discovery.DiscoveryOptions;
import io.quictransport.discovery.PeerDiscovery;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Holds that a transport starts, finds peers and stops beside a provider of peers that
 * throws errors.
 */
class ProviderFaultTests {

	private final TestNodes nodes = new TestNodes();

	private final CompletableFuture<DiscoveredPeers> started = new CompletableFuture<>();

	private final CompletableFuture<DiscoveredPeers> unprintable = new CompletableFuture<>();

	private final CompletableFuture<Void> stopped = new CompletableFuture<>();

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void stopCompletesAlthoughAProviderThrowsAnErrorAndTheOthersAreStopped() {
		QuicTransport a = this.nodes.start("node-a", (options) -> options
			.withDiscovery(new DiscoveryOptions().withProviders(List.of(new Broken(), new Well()))));
		get(this.started);
		get(a.stop());
		assertThat(this.stopped).isDone();
	}

	@Test
	void theOthersFindPeersAlthoughAProviderThrowsAnErrorAtTheStart() {
		QuicTransport b = this.nodes.start("node-b");
		this.nodes.start("node-a", (options) -> options
			.withDiscovery(new DiscoveryOptions().withProviders(List.of(new Broken(), new Well()))));
		get(this.started).list(List.of(PeerInfo.at(TestNodes.addressOf(b))));
		await().atMost(TestNodes.PATIENCE).until(() -> b.stats().connections().open() == 1);
	}

	@Test
	void whatAProviderFindsIsConnectedAlthoughTheProviderCannotBePrinted() {
		QuicTransport b = this.nodes.start("node-b");
		QuicTransport a = this.nodes.start("node-a", (options) -> options
			.withDiscovery(new DiscoveryOptions().withProviders(List.of(new Unprintable(), new Well()))));
		get(this.unprintable).list(List.of(PeerInfo.at(TestNodes.addressOf(b))));
		await().atMost(TestNodes.PATIENCE).until(() -> a.stats().connections().open() == 1);
		QuicTransport c = this.nodes.start("node-c");
		get(this.started).list(List.of(PeerInfo.at(TestNodes.addressOf(c))));
		await().atMost(TestNodes.PATIENCE).until(() -> a.stats().connections().open() == 2);
	}

	private static final class Broken implements PeerDiscovery {

		@Override
		public void start(DiscoveredPeers peers) {
			throw new NoClassDefFoundError("made up by a test");
		}

		@Override
		public void stop() {
			throw new NoClassDefFoundError("made up by a test");
		}

	}

	private final class Unprintable implements PeerDiscovery {

		@Override
		public void start(DiscoveredPeers peers) {
			ProviderFaultTests.this.unprintable.complete(peers);
		}

		@Override
		public void stop() {
			// There is nothing to stop.
		}

		@Override
		public String toString() {
			throw new IllegalStateException("made up by a test");
		}

	}

	private final class Well implements PeerDiscovery {

		@Override
		public void start(DiscoveredPeers peers) {
			ProviderFaultTests.this.started.complete(peers);
		}

		@Override
		public void stop() {
			ProviderFaultTests.this.stopped.complete(null);
		}

	}

}
