package io.quictransport.testing;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.quictransport.NetworkMessage;
import io.quictransport.NetworkTransport;
import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.RequestHandler;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The relay carries the packets of real connections, segmented ones too.
 */
class RelayedTransportTests {

	private static final int REQUESTS = 100;

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	@RegisterExtension
	final UdpRelays relays = new UdpRelays();

	private final TestCertificates certificates = TestCertificates.create();

	@Test
	void allRequestsAreAnsweredThroughALossyAndSlowRelay() {
		PeerId peer = new PeerId("node-b");
		byte[] payload = new byte[8 * 1024];
		try (NetworkTransport answering = start("node-b"); NetworkTransport asking = start("node-a")) {
			UdpRelay relay = this.relays.to(answering.localAddress());
			answering.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
			asking.connectPeer(new PeerInfo(peer, List.of(NodeAddress.of(relay.address())))).join();
			relay.bothWays(RelayConditions.CLEAN.withLossRate(0.03).withDelay(Duration.ofMillis(2)));
			do {
				List<CompletableFuture<NetworkMessage>> replies = IntStream.range(0, REQUESTS)
					.mapToObj((index) -> asking.request(NetworkMessage.request(peer, "echo", payload), TIMEOUT))
					.toList();
				assertThat(replies).allSatisfy((reply) -> assertThat(reply.join().payload()).isEqualTo(payload));
			}
			while (relay.toTargetCounts().dropped() == 0 || relay.toClientsCounts().dropped() == 0);
		}
	}

	private NetworkTransport start(String node) {
		NetworkTransport transport = new QuicTransport(
				new QuicTransportOptions().withIdentity(this.certificates.identity(node))
					.withBindAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
		transport.start().join();
		return transport;
	}

}
