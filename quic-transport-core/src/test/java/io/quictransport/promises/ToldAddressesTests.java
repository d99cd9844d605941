package io.quictransport.promises;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.Unpooled;
import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.attack.RawConnection;
import io.quictransport.attack.RawPeers;
import io.quictransport.internal.wire.ControlFrames.Hello;
import io.quictransport.internal.wire.WireLimits;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Holds that a peer which tells addresses of its choice cannot aim this node at others:
 * few of them are dialled, and these seldom.
 */
class ToldAddressesTests {

	/** As many as a HELLO may name. */
	private static final int TOLD = 32;

	/** The most hosts that a peer may have this node dial beside the one it came from. */
	private static final int MOST = 4;

	private static final PeerId PEER = new PeerId("node-x");

	private final TestNodes nodes = new TestNodes();

	private final RawPeers raw = new RawPeers();

	private final List<DatagramSocket> thirdParties = new ArrayList<>();

	private final Set<Integer> hit = ConcurrentHashMap.newKeySet();

	private final AtomicInteger datagrams = new AtomicInteger();

	@AfterEach
	void close() {
		this.raw.close();
		this.nodes.close();
		this.thirdParties.forEach(DatagramSocket::close);
	}

	@Test
	void fewOfTheAddressesThatAPeerTellsAreDialled() throws IOException {
		QuicTransport a = this.nodes.start("node-a",
				(options) -> options.withTimeouts((timeouts) -> timeouts.withConnect(Duration.ofSeconds(1)))
					.withReconnectMinBackoff(Duration.ofMillis(1))
					.withReconnectMaxBackoff(Duration.ofMillis(1)));
		int port = this.raw.listen(this.nodes.certificates.certificate(PEER.value()));
		CompletableFuture<?> connected = a.connectPeer(new PeerInfo(PEER, List.of(new NodeAddress("127.0.0.1", port))));
		RawConnection peer = this.raw.accept();
		peer.answer(new Hello(Hello.VERSION, 42, 0, new WireLimits(1024 * 1024, 8192), 1024,
				NodeInfo.of(PEER).withAddresses(thirdParties())));
		get(connected);
		peer.channel().close(true, 1, Unpooled.EMPTY_BUFFER).syncUninterruptibly();
		// Each round dials the address that the application has given, too.
		AtomicInteger rounds = new AtomicInteger();
		Thread counter = new Thread(() -> {
			try {
				while (rounds.get() < 3) {
					RawConnection dialled = this.raw.accept();
					dialled.channel().close(true, 1, Unpooled.EMPTY_BUFFER);
					rounds.incrementAndGet();
				}
			}
			catch (AssertionError ex) {
				// The test is over, or waits until its patience is at an end.
				return;
			}
		}, "rounds");
		counter.setDaemon(true);
		counter.start();
		await().atMost(Duration.ofMinutes(1)).until(() -> rounds.get() == 3 || this.hit.size() > MOST);
		assertThat(this.hit).as("third parties reached, by " + this.datagrams + " datagrams")
			.hasSizeLessThanOrEqualTo(MOST);
	}

	private List<NodeAddress> thirdParties() throws IOException {
		List<NodeAddress> told = new ArrayList<>();
		for (int i = 0; i < TOLD; i++) {
			int number = i;
			DatagramSocket socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
			this.thirdParties.add(socket);
			told.add(NodeAddress.of((InetSocketAddress) socket.getLocalSocketAddress()));
			Thread reader = new Thread(() -> {
				DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
				try {
					while (true) {
						socket.receive(packet);
						this.hit.add(number);
						this.datagrams.incrementAndGet();
					}
				}
				catch (IOException ex) {
					// The test is over.
				}
			}, "third-party-" + i);
			reader.setDaemon(true);
			reader.start();
		}
		return told;
	}

}
