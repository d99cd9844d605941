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

	private static final int HALF_OPEN = 4;

	/** Ends while the test waits for it. */
	private static final Duration SHORT = Duration.ofMillis(1500);

	/** What occupies a place has it until the test is over. */
	private static final Duration LONG = Duration.ofMinutes(5);

	private final TestNodes nodes = new TestNodes();

	private final RawPeers raw = new RawPeers();

	private final SecureRandom random = new SecureRandom();

	@SuppressWarnings("NullAway.Init")
	private QuicTransport node;

	@SuppressWarnings("NullAway.Init")
	private InetSocketAddress address;

	private InitialPackets initials;

	@SuppressWarnings("NullAway.Init")
	private Stranger stranger;

	@BeforeEach
	void overhear() throws Exception {
		this.initials = initialsOf(this.raw, this.nodes);
	}

	/**
	 * Starts the node.
	 * @param handshake how long whoever does not answer is waited for
	 */
	private void start(Duration handshake) throws Exception {
		start(handshake, HALF_OPEN);
	}

	private void start(Duration handshake, int halfOpen) throws Exception {
		this.node = this.nodes.start("node-b",
				(options) -> options.withTimeouts((timeouts) -> timeouts.withHandshake(handshake))
					.withLimits(options.limits().withMaxHalfOpenConnections(halfOpen)));
		this.address = this.node.localAddress();
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
		start(SHORT);
		this.stranger.send(this.initials.to(newId()));
		awaitRefused(1);
		assertThat(this.stranger.bytesReceived()).isPositive().isLessThanOrEqualTo(3 * this.stranger.bytesSent());
	}

	@Test
	void aFirstPacketThatIsNotPaddedIsNotAnswered() throws Exception {
		start(SHORT);
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
		assertThat(this.node.stats().connections().refused()).as("what occupies").isEqualTo(1);
	}

	@Test
	void aFirstPacketWithAShortConnectionIdIsNotAnswered() throws Exception {
		start(SHORT);
		this.stranger.send(this.initials.to(new byte[7]));
		occupy();
		this.stranger.send(this.initials.to(new byte[7]));
		assertNothingCame();
	}

	@Test
	void anotherVersionIsNegotiatedInFewBytes() throws Exception {
		start(LONG);
		this.stranger.send(ofAnotherVersion()).first();
		assertThat(this.stranger.bytesReceived()).isLessThan(100);
	}

	@Test
	void aDiallerIsAskedForProofInFewBytesWhenManyAreInTheirHandshake() throws Exception {
		start(LONG);
		occupy();
		for (int i = 0; i < 2 * HALF_OPEN; i++) {
			// None of them takes a place: the next one would else not be answered.
			this.stranger.send(this.initials.to(newId())).retry();
			this.stranger.drain();
		}
		awaitAllRead();
		assertThat(this.stranger.bytesReceived()).isLessThan(2 * HALF_OPEN * 200);
	}

	@Test
	void aProofOpensOneConnectionFromItsAddress() throws Exception {
		start(LONG, 4 * HALF_OPEN);
		for (int i = 0; i < HALF_OPEN; i++) {
			occupy();
		}
		Retry retry = this.stranger.send(this.initials.to(newId())).retry();
		this.stranger.drain();
		byte[] proven = this.initials.to(retry.id(), retry.token(), InitialPackets.SIZE);
		this.stranger.send(proven).first();
		for (int i = 0; i < 2 * HALF_OPEN; i++) {
			this.stranger.send(proven);
		}
		awaitAllRead();
		// Had each of them taken a place, nobody else at this address would get one.
		try (Stranger another = Stranger.before(this.address)) {
			Retry proof = another.send(this.initials.to(newId())).retry();
			another.drain();
			another.send(this.initials.to(proof.id(), proof.token(), InitialPackets.SIZE)).first();
		}
	}

	@Test
	void aTokenThatIsForgedStolenOrUsedForAnotherConnectionIsNotAnswered() throws Exception {
		start(LONG);
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
			awaitAllRead();
			assertThat(otherPort.bytesReceived()).isZero();
			assertThat(otherAddress.bytesReceived()).isZero();
		}
		assertThat(this.stranger.bytesReceived()).isEqualTo(before);
	}

	/**
	 * What was sent is read in its order, so that an answer to what comes last says so.
	 */
	private void awaitAllRead() throws Exception {
		try (Stranger last = Stranger.before(this.address)) {
			last.send(ofAnotherVersion()).first();
		}
	}

	private byte[] ofAnotherVersion() throws Exception {
		byte[] packet = this.initials.to(newId());
		packet[1] = 0x1A;
		return packet;
	}

	/** A quarter of the handshakes that may go on at a time goes on. */
	private void occupy() throws Exception {
		Stranger other = Stranger.before(this.address).send(this.initials.to(newId()));
		other.first();
		other.close();
	}

	private void awaitRefused(int connections) {
		await().until(() -> this.node.stats().connections().refused() == connections);
	}

	/**
	 * What was sent is read by now, because the handshake that came before it has ended.
	 */
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
