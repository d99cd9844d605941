package io.quictransport.attack;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.quictransport.ConnectionEnds.Kind;
import io.quictransport.ConnectionEnds.Stage;
import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkMessage;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.load.Receipts;
import io.quictransport.load.SteadyLoad;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.PeerLog;
import io.quictransport.support.TestClock;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.Alone;
import io.quictransport.testing.Stalls;
import io.quictransport.tls.DenyList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static io.quictransport.support.TestNodes.infoOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * One node of a cluster of three has fallen into wrong hands: it calls the other two as
 * fast as it can, and dials them again whenever they cut it off. These deny it while they
 * run, and serve each other.
 */
class CompromisedNodeTests {

	private static final Kind REFUSED = new Kind(Stage.REFUSED, ErrorCode.PEER_NOT_ALLOWED, false);

	/** Refusals after which one more would be no different. */
	private static final int ENOUGH = 5;

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final TestNodes nodes = new TestNodes();

	/** The clock of the two honest nodes. */
	private final TestClock clock = new TestClock();

	private final AtomicInteger served = new AtomicInteger();

	private final AtomicLong lastServedAt = new AtomicLong();

	private QuicTransport a;

	private QuicTransport b;

	private QuicTransport compromised;

	private PeerLog logOfA;

	private PeerLog logOfB;

	@BeforeEach
	void connect() {
		this.a = this.nodes.start("node-a", this.clock, (options) -> options);
		this.b = this.nodes.start("node-b", this.clock, (options) -> options);
		this.compromised = this.nodes.start("node-x", (options) -> options.withReconnectMinBackoff(Duration.ofMillis(1))
			.withReconnectMaxBackoff(Duration.ofMillis(10)));
		TestNodes.connect(this.a, this.b);
		for (QuicTransport honest : List.of(this.a, this.b)) {
			// On the event loop, so that nothing waits to be handled when the connection
			// ends.
			honest.onRequest(Route.path("steal").withDispatch(Dispatch.EVENT_LOOP),
					RequestHandler.replying(this::steal));
			TestNodes.connect(this.compromised, honest);
		}
		this.logOfA = new PeerLog(this.a);
		this.logOfB = new PeerLog(this.b);
	}

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void theOthersShutItOutBeforeAnyTimeHasPassedAndGoOnWithoutItThroughARotation() throws Exception {
		Receipts receipts = Receipts.at(this.b);
		try (Attack attack = new Attack(); SteadyLoad load = new SteadyLoad(this.a, idOf(this.b), 100, SECOND)) {
			attack.awaitServed();
			load.awaitMore(ENOUGH);
			this.clock.halt();
			long halted = this.clock.getAsLong();
			denyId();
			awaitDown();
			int servedBefore = this.served.get();

			awaitRefusals();
			long made = this.a.stats().connections().dialled();
			this.a.rotateConnections();
			this.b.rotateConnections();
			await().atMost(TestNodes.PATIENCE).until(() -> this.a.stats().connections().dialled() > made);
			load.awaitMore(ENOUGH);
			awaitRefusals();
			this.compromised.rotateIdentity(this.nodes.certificates.identity("node-x"));
			awaitRefusals();
			get(this.compromised.stop());
			get(this.compromised.start());
			awaitRefusals();

			load.finish();
			assertThat(this.clock.getAsLong()).as("the time at the honest nodes").isEqualTo(halted);
			assertThat(this.served).as("calls that were served").hasValue(servedBefore);
			assertThat(this.compromised.stats().connections().open()).isZero();
			assertThat(load.calls().failures()).isEmpty();
			load.calls().assertNothingLostOrHandledTwice(receipts);
			for (PeerLog log : List.of(this.logOfA, this.logOfB)) {
				assertThat(log.lines()).endsWith("down node-x DENIED");
				assertThat(log.count("down")).as("peers that went").isEqualTo(1);
			}
		}
	}

	@Test
	void aStolenCertificateIsShutOutWhileTheNodeComesBackWithANewOne() throws Exception {
		BigInteger stolen = this.a.certificate(idOf(this.compromised)).orElseThrow().getSerialNumber();
		DenyList list = new DenyList().withSerials(Set.of(stolen.toString(16)));
		try (Attack attack = new Attack()) {
			attack.awaitServed();
			this.a.deny(list);
			this.b.deny(list);
			awaitDown();
			int servedBefore = this.served.get();
			awaitRefusals();
			QuicTransport renewed = this.nodes.start("node-x",
					(options) -> options.withIdentity(this.nodes.certificates.identity("node-x")));
			for (QuicTransport honest : List.of(this.a, this.b)) {
				TestNodes.connect(renewed, honest);
			}
			awaitRefusals();
			for (QuicTransport honest : List.of(this.a, this.b)) {
				assertThat(honest.isConnected(idOf(renewed))).isTrue();
				assertThat(honest.certificate(idOf(renewed)).orElseThrow().getSerialNumber()).isNotEqualTo(stolen);
			}
			assertThat(this.served).as("calls that were served").hasValue(servedBefore);
		}
	}

	@Test
	@Alone
	void theOthersHaveShutItOutWithinASecondEachTime(Stalls stalls) throws Exception {
		try (Attack attack = new Attack()) {
			for (int round = 1; round <= ENOUGH; round++) {
				attack.awaitServed();
				long deniedAt = System.nanoTime();
				denyId();
				awaitDown();
				awaitRefusals();
				long last = Math.max(this.lastServedAt.get(), Math.max(this.logOfA.lastAt(), this.logOfB.lastAt()));
				Duration taken = stalls.running(deniedAt, last);
				assertThat(taken).as("from the denial to the last call served and the last event in round " + round)
					.isLessThan(SECOND);
				System.out.println("event=shut_out round=" + round + " taken_us=" + taken.toNanos() / 1000);
				this.a.deny(new DenyList());
				this.b.deny(new DenyList());
				for (PeerLog log : List.of(this.logOfA, this.logOfB)) {
					await().atMost(TestNodes.PATIENCE).until(() -> log.count("up node-x") > log.count("down node-x"));
				}
			}
		}
	}

	private byte[] steal(NetworkMessage request) {
		this.served.incrementAndGet();
		this.lastServedAt.set(System.nanoTime());
		return request.payload();
	}

	private void denyId() {
		DenyList list = new DenyList().withIds(Set.of(idOf(this.compromised)));
		this.a.deny(list);
		this.b.deny(list);
	}

	private void awaitDown() {
		for (PeerLog log : List.of(this.logOfA, this.logOfB)) {
			await().atMost(TestNodes.PATIENCE)
				.untilAsserted(() -> assertThat(log.lines()).endsWith("down node-x DENIED"));
		}
	}

	/** Waits until each of the two has refused some more dials. */
	private void awaitRefusals() {
		for (QuicTransport honest : List.of(this.a, this.b)) {
			long before = honest.connectionEnds().count(REFUSED);
			await().atMost(TestNodes.PATIENCE).until(() -> honest.connectionEnds().count(REFUSED) >= before + ENOUGH);
		}
	}

	/**
	 * Calls both nodes without end, and dials them by its application, too, beside what
	 * its own transport does.
	 */
	private final class Attack implements AutoCloseable {

		private static final int IN_FLIGHT = 32;

		private final Semaphore room = new Semaphore(IN_FLIGHT);

		private final Thread thread = new Thread(this::run, "attack");

		Attack() {
			this.thread.setDaemon(true);
			this.thread.start();
		}

		private void run() {
			List<QuicTransport> targets = List.of(CompromisedNodeTests.this.a, CompromisedNodeTests.this.b);
			QuicTransport attacker = CompromisedNodeTests.this.compromised;
			try {
				while (!Thread.currentThread().isInterrupted()) {
					for (QuicTransport target : targets) {
						this.room.acquire();
						attacker.request(idOf(target), "steal", new byte[64]).whenComplete((reply, failure) -> {
							this.room.release();
							if (failure != null) {
								attacker.connectPeer(infoOf(target));
							}
						});
						if (!attacker.isConnected(idOf(target))) {
							TimeUnit.MILLISECONDS.sleep(1);
						}
					}
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		/** Waits until it is served. */
		void awaitServed() {
			int goal = CompromisedNodeTests.this.served.get() + 100;
			await().atMost(TestNodes.PATIENCE).until(() -> CompromisedNodeTests.this.served.get() >= goal);
		}

		@Override
		public void close() throws InterruptedException {
			this.thread.interrupt();
			this.thread.join();
		}

	}

}
