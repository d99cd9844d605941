package io.quictransport.attack;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;

import io.quictransport.attack.Stranger.Retry;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A node is no amplifier: to an address that has not shown that it listens go three times
 * the bytes at most that came from it, and to one whose proof is worth nothing go none.
 */
class AmplificationTests {

	private static final byte[] NO_TOKEN = {};

	private final TestNodes nodes = new TestNodes();

	private final RawPeers raw = new RawPeers();

	private final SecureRandom random = new SecureRandom();

	private QuicTransport node;

	private InetSocketAddress address;

	private InitialPackets initials;

	private Stranger stranger;

	@BeforeEach
	void start() throws Exception {
		this.node = this.nodes.start("node-b", (options) -> options.withHandshakeTimeout(Duration.ofMillis(1500))
			.withLimits(options.limits().withMaxHalfOpenConnections(4)));
		this.address = this.node.localAddress();
		this.initials = initialsOf(this.raw, this.nodes);
		this.stranger = Stranger.before(this.address);
	}

	@AfterEach
	void close() throws Exception {
		this.stranger.close();
		this.raw.close();
		this.nodes.close();
	}

	/** What a real client sends first. */
	static InitialPackets initialsOf(RawPeers raw, TestNodes nodes) throws Exception {
		try (Stranger ear = Stranger.before(new InetSocketAddress("127.0.0.1", 9))) {
			raw.dial("127.0.0.1", ear.address(), RawPeers.tls(nodes.certificates.certificate("node-x")).build());
			return InitialPackets.of(ear.first());
		}
	}

	@Test
	void aDiallerThatNeverAnswersIsSentThreeTimesItsBytesAtMost() throws Exception {
		this.stranger.send(this.initials.to(newId()));
		awaitRefused(1);
		assertThat(this.stranger.bytesReceived()).isPositive().isLessThanOrEqualTo(3 * this.stranger.bytesSent());
	}

	@Test
	void aFirstPacketThatIsNotPaddedIsNotAnswered() throws Exception {
		this.stranger.send(this.initials.to(newId(), NO_TOKEN, 1199));
		this.stranger.send(this.initials.to(newId(), NO_TOKEN, 100));
		occupy();
		this.stranger.send(this.initials.to(newId(), NO_TOKEN, 1199));
		this.stranger.send(this.initials.to(newId(), NO_TOKEN, 100));
		byte[] otherVersion = this.initials.to(newId(), NO_TOKEN, 1199);
		otherVersion[1] = 0x1A;
		this.stranger.send(otherVersion);
		this.stranger.send(Arrays.copyOf(otherVersion, 7));
		assertNothingCame();
		assertThat(this.node.stats().connectionsRefused()).as("what occupies").isEqualTo(1);
	}

	@Test
	void aFirstPacketWithAShortConnectionIdIsNotAnswered() throws Exception {
		this.stranger.send(this.initials.to(new byte[7]));
		occupy();
		this.stranger.send(this.initials.to(new byte[7]));
		assertNothingCame();
	}

	@Test
	void anotherVersionIsNegotiatedInFewBytes() throws Exception {
		byte[] otherVersion = this.initials.to(newId());
		otherVersion[1] = 0x1A;
		this.stranger.send(otherVersion).first();
		assertThat(this.stranger.bytesReceived()).isLessThan(100);
	}

	@Test
	void aDiallerIsAskedForProofInFewBytesWhenManyAreInTheirHandshake() throws Exception {
		occupy();
		this.stranger.send(this.initials.to(newId())).retry();
		awaitRefused(1);
		assertThat(this.stranger.bytesReceived()).isLessThan(200);
		assertThat(this.node.stats().connectionsRefused()).isEqualTo(1);
	}

	@Test
	void aProofOpensOneConnectionFromItsAddress() throws Exception {
		occupy();
		Retry retry = this.stranger.send(this.initials.to(newId())).retry();
		this.stranger.drain();
		byte[] proven = this.initials.to(retry.id(), retry.token(), InitialPackets.SIZE);
		this.stranger.send(proven).first();
		this.stranger.send(proven);
		awaitRefused(2);
	}

	@Test
	void aTokenThatIsForgedStolenOrUsedForAnotherConnectionIsNotAnswered() throws Exception {
		occupy();
		Retry retry = this.stranger.send(this.initials.to(newId())).retry();
		this.stranger.drain();
		byte[] forged = retry.token().clone();
		forged[forged.length - 1]++;
		long before = this.stranger.bytesReceived();
		this.stranger.send(this.initials.to(retry.id(), forged, InitialPackets.SIZE));
		this.stranger.send(this.initials.to(retry.id(), new byte[] { 1 }, InitialPackets.SIZE));
		this.stranger.send(this.initials.to(newId(), retry.token(), InitialPackets.SIZE));
		byte[] proven = this.initials.to(retry.id(), retry.token(), InitialPackets.SIZE);
		try (Stranger otherPort = Stranger.before(this.address);
				Stranger otherAddress = Stranger.at("127.0.0.2", this.address)) {
			otherPort.send(proven);
			otherAddress.send(proven);
			awaitRefused(1);
			assertThat(otherPort.bytesReceived()).isZero();
			assertThat(otherAddress.bytesReceived()).isZero();
		}
		assertThat(this.stranger.bytesReceived()).isEqualTo(before);
	}

	/** A quarter of the handshakes that may go on at a time goes on. */
	private void occupy() throws Exception {
		Stranger other = Stranger.before(this.address).send(this.initials.to(newId()));
		other.first();
		other.close();
	}

	private void awaitRefused(int connections) {
		await().atMost(TestNodes.PATIENCE).until(() -> this.node.stats().connectionsRefused() == connections);
	}

	/** What was sent is read by now, because what came after it is answered. */
	private void assertNothingCame() throws Exception {
		awaitRefused(1);
		assertThat(this.stranger.bytesReceived()).isZero();
	}

	private byte[] newId() {
		byte[] id = new byte[16];
		this.random.nextBytes(id);
		return id;
	}

}
