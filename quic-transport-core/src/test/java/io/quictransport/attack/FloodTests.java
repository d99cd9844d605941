package io.quictransport.attack;

import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkMessage;
import io.quictransport.RequestHandler;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.TransportLimits;
import io.quictransport.support.Holdings;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.Alone;
import io.quictransport.testing.Stalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What strangers send in masses costs nobody else anything and leaves nothing behind
 * (faults F3 and F4).
 */
@Alone
class FloodTests {

	private static final int HALF_OPEN = TransportLimits.DEFAULT_MAX_HALF_OPEN_CONNECTIONS;

	private static final Duration HANDSHAKE = Duration.ofSeconds(2);

	private static final Duration CONNECTED = Duration.ofSeconds(3);

	private static final Dose SHORT = new Dose(1_000, 64, Duration.ofSeconds(1), 1, 1.25);

	private final TestNodes nodes = new TestNodes();

	private final RawPeers raw = new RawPeers();

	private final long seed = Long.getLong("flood.seed", new SplittableRandom().nextLong());

	/** The connections that other tests of the process have left to the collector. */
	private long others;

	private QuicTransport node;

	@BeforeEach
	void start() throws Exception {
		this.others = Holdings.now().instancesOf("Connection");
		System.out.println("event=flood seed=" + this.seed + " replay=-Dflood.seed=" + this.seed);
		this.node = this.nodes.start("node-b",
				(options) -> options.withTimeouts((timeouts) -> timeouts.withHandshake(HANDSHAKE)));
		this.node.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
	}

	@AfterEach
	void close() {
		this.raw.close();
		this.nodes.close();
	}

	@Test
	void junkOfAThousandPacketsASecondDisturbsNobody(Stalls stalls) throws Exception {
		junk(SHORT, stalls);
	}

	@Test
	@Tag("nightly")
	void junkOfTenThousandPacketsASecondDisturbsNobody(Stalls stalls) throws Exception {
		junk(new Dose(10_000, 64, Duration.ofSeconds(30), 3, 1.05), stalls);
	}

	@Test
	void othersConnectWhileAThousandForgedDialsASecondCome(Stalls stalls) throws Exception {
		dials(SHORT, stalls);
	}

	@Test
	@Tag("nightly")
	void othersConnectWhileFiveThousandForgedDialsASecondCome(Stalls stalls) throws Exception {
		dials(new Dose(5_000, 512, Duration.ofSeconds(30), 3, 1.05), stalls);
	}

	/** One byte, 1,200 random ones, and what looks like a first packet, in turn. */
	private void junk(Dose dose, Stalls stalls) throws Exception {
		SplittableRandom random = new SplittableRandom(this.seed);
		long begun = System.nanoTime();
		underFlood(dose, (n) -> {
			byte[] datagram = new byte[(n % 3 == 0) ? 1 : 1200];
			random.nextBytes(datagram);
			if (n % 3 == 2) {
				byte[] head = { (byte) 0xC3, 0, 0, 0, 1, 16 };
				System.arraycopy(head, 0, datagram, 0, head.length);
				// No connection id of the client's, no token.
				datagram[22] = 0;
				datagram[23] = 0;
			}
			return datagram;
		}, stalls);
		// So many a second are looked into without proof.
		long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun) + 1;
		assertThat(this.node.stats().connections().refused()).isPositive().isLessThanOrEqualTo(HALF_OPEN * seconds);
	}

	/** First packets with a valid ClientHello, each of a connection of its own. */
	private void dials(Dose dose, Stalls stalls) throws Exception {
		InitialPackets real = AmplificationTests.initialsOf(this.raw, this.nodes);
		SplittableRandom random = new SplittableRandom(this.seed);
		byte[][] made = new byte[500 * dose.connects()][];
		byte[] id = new byte[16];
		for (int i = 0; i < made.length; i++) {
			random.nextBytes(id);
			made[i] = real.to(id);
		}
		long begun = System.nanoTime();
		underFlood(dose, (n) -> made[n % made.length], stalls);
		// Each of those that were taken in without proof has held its place for so long.
		long rounds = (System.nanoTime() - begun) / HANDSHAKE.toNanos() + 1;
		assertThat(this.node.stats().connections().refused()).isPositive().isLessThanOrEqualTo(HALF_OPEN / 4 * rounds);
	}

	private void underFlood(Dose dose, IntFunction<byte[]> datagrams, Stalls stalls) throws Exception {
		QuicTransport peer = this.nodes.start("node-a");
		TestNodes.connect(peer, this.node);
		// What is loaded and allocated once is there before it counts.
		try (Flood first = begin(dose, datagrams)) {
			requests(peer, dose.time().dividedBy(4));
			timeToConnect(stalls);
			first.end();
		}
		awaitNobodyInHandshake();
		Holdings before = Holdings.now();
		long heapBefore = heap();
		try (Flood flood = begin(dose, datagrams)) {
			Duration slowest = Duration.ZERO;
			long served = 0;
			for (int i = 0; i < dose.connects(); i++) {
				served += requests(peer, dose.time().dividedBy(dose.connects()));
				slowest = max(slowest, timeToConnect(stalls));
			}
			flood.end();
			awaitNobodyInHandshake();
			Holdings after = Holdings.now();
			long heapAfter = heap();
			System.out.println("event=flooded bytes_in=" + flood.bytesSent() + " bytes_out=" + flood.bytesReceived()
					+ " packets=" + flood.packets() + " dose=" + dose + " refused="
					+ this.node.stats().connections().refused() + " requests=" + served + " connected_after=" + slowest
					+ " heap=" + heapBefore + "," + heapAfter + " before=\"" + before + "\" after=\"" + after + "\"");
			assertThat(slowest).isLessThan(CONNECTED);
			assertThat(flood.bytesReceived()).isLessThanOrEqualTo(3 * flood.bytesSent());
			assertThat(flood.isAmplified()).as("somebody got more than three bytes for one").isFalse();
			assertThat(heapAfter + after.directBytes()).as("heap and direct memory")
				.isLessThanOrEqualTo((long) (dose.growth() * (heapBefore + before.directBytes())));
			assertThat(after.instancesOf("Connection")).isEqualTo(before.instancesOf("Connection"));
			assertThat(this.node.stats().errors()).doesNotContainKey(ErrorCode.TOO_MANY_CONNECTIONS);
			assertThat(peer.stats().connections().dialled()).isEqualTo(1);
		}
	}

	private Flood begin(Dose dose, IntFunction<byte[]> datagrams) throws IOException {
		return Flood.of(this.node.localAddress(), dose.ports(), dose.perSecond(), datagrams);
	}

	/** Requests one after another, all of which are answered. */
	private long requests(QuicTransport peer, Duration time) {
		long end = System.nanoTime() + time.toNanos();
		long answered = 0;
		for (; System.nanoTime() - end < 0; answered++) {
			get(peer.request(idOf(this.node), "echo", new byte[100]));
		}
		return answered;
	}

	private Duration timeToConnect(Stalls stalls) {
		QuicTransport other = this.nodes.start("node-c");
		long begun = System.nanoTime();
		TestNodes.connect(other, this.node);
		Duration taken = stalls.running(begun, System.nanoTime());
		get(other.stop());
		return taken;
	}

	/** The two ends of one connection are left. */
	private void awaitNobodyInHandshake() {
		await().pollInterval(Duration.ofMillis(200))
			.until(() -> Holdings.now().instancesOf("Connection") <= this.others + 2);
	}

	/** What is left after the garbage collection that goes with {@link Holdings}. */
	private static long heap() {
		Runtime runtime = Runtime.getRuntime();
		return runtime.totalMemory() - runtime.freeMemory();
	}

	private static Duration max(Duration one, Duration other) {
		return (one.compareTo(other) > 0) ? one : other;
	}

	/**
	 * What comes.
	 *
	 * @param perSecond datagrams
	 * @param ports of so many senders
	 * @param time how long
	 * @param connects how often somebody connects meanwhile
	 * @param growth how much more memory may be in use afterwards
	 */
	private record Dose(int perSecond, int ports, Duration time, int connects, double growth) {

	}

}
