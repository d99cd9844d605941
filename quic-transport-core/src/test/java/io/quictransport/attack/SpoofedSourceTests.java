package io.quictransport.attack;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

import io.quictransport.NodeAddress;
import io.quictransport.PeerInfo;
import io.quictransport.RequestHandler;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Who overhears a connection and sends packets with its connection id, or its own packets
 * once more, from his own address gets nothing of what it carries and does not disturb
 * it.
 */
class SpoofedSourceTests {

	private static final int REPLY = 100_000;

	private static final int SHORT_HEADER = 21;

	private static final int LONG_HEADER = 0x80;

	private final TestNodes nodes = new TestNodes();

	private final long seed = System.nanoTime();

	private final Random random = new Random(this.seed);

	private QuicTransport a;

	private QuicTransport b;

	private Wiretap wiretap;

	@BeforeEach
	void connect() throws Exception {
		System.out.println("event=spoofed_source seed=" + this.seed);
		this.b = this.nodes.start("node-b");
		this.b.onRequest("fill", RequestHandler.replying((request) -> new byte[REPLY]));
		this.a = this.nodes.start("node-a");
		this.wiretap = Wiretap.before(this.b.localAddress());
		List<NodeAddress> tapped = List.of(NodeAddress.of(this.wiretap.address()));
		get(this.b.announce(this.b.localNode().withAddresses(tapped)));
		get(this.a.connectPeer(new PeerInfo(idOf(this.b), tapped)));
		await().until(() -> this.b.isConnected(idOf(this.a)));
		requests(5);
	}

	@AfterEach
	void close() throws Exception {
		this.nodes.close();
		this.wiretap.close();
	}

	@Test
	void packetsWithTheConnectionIdOfAnAcceptedConnectionRedirectNothing() throws Exception {
		attack(this.b.localAddress(), altered(this.wiretap.lastToTarget()));
	}

	@Test
	void packetsThatAreSentOnceMoreRedirectNothing() throws Exception {
		byte[] overheard = this.wiretap.lastToTarget();
		attack(this.b.localAddress(), (n) -> overheard);
	}

	@Test
	void packetsOfTheHandshakeThatAreSentOnceMoreRedirectNothing() throws Exception {
		byte[] overheard = this.wiretap.firstToTarget();
		assertThat(overheard[0] & LONG_HEADER).as("a packet of the handshake").isNotZero();
		attack(this.b.localAddress(), (n) -> overheard);
	}

	@Test
	void packetsLikeThoseOfTheHandshakeRedirectNothing() throws Exception {
		byte[] overheard = this.wiretap.lastToTarget();
		attack(this.b.localAddress(), handshakeLike(overheard));
		attack(this.wiretap.client(), handshakeLike(this.wiretap.lastToClient()));
	}

	@Test
	void packetsWithTheConnectionIdOfADialledConnectionRedirectNothing() throws Exception {
		byte[] overheard = this.wiretap.lastToClient();
		attack(this.wiretap.client(), altered(overheard));
		attack(this.wiretap.client(), (n) -> overheard);
	}

	private void attack(InetSocketAddress target, IntFunction<byte[]> datagrams) throws Exception {
		try (Flood attacker = Flood.of(target, 1, 1_000, datagrams)) {
			requests(20);
			attacker.end();
			assertThat(attacker.bytesSent()).isPositive();
			assertThat(attacker.bytesReceived()).as("redirected to the attacker").isZero();
		}
		assertThat(this.a.stats().connections().dialled()).isEqualTo(1);
		assertThat(this.a.stats().connections().closed()).isZero();
	}

	private IntFunction<byte[]> altered(byte[] overheard) {
		assertThat(overheard[0] & LONG_HEADER).as("a packet after the handshake").isZero();
		return (n) -> {
			byte[] altered = Arrays.copyOf(overheard, SHORT_HEADER + 40);
			addNoise(altered, SHORT_HEADER);
			return altered;
		};
	}

	/** Of type Handshake, with the connection id of a packet after the handshake. */
	private IntFunction<byte[]> handshakeLike(byte[] overheard) {
		return (n) -> {
			ByteBuffer made = ByteBuffer.allocate(1200);
			made.put((byte) 0xE3).putInt(1).put((byte) (SHORT_HEADER - 1)).put(overheard, 1, SHORT_HEADER - 1);
			made.put((byte) 0).putShort((short) (0x4000 | 1000));
			addNoise(made.array(), made.position());
			return made.array();
		};
	}

	private void addNoise(byte[] datagram, int from) {
		byte[] noise = new byte[datagram.length - from];
		this.random.nextBytes(noise);
		System.arraycopy(noise, 0, datagram, from, noise.length);
	}

	private void requests(int count) {
		for (int i = 0; i < count; i++) {
			assertThat(get(this.a.request(idOf(this.b), "fill", new byte[1]))).hasSize(REPLY);
		}
	}

}
