package io.quictransport.scenario.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.quictransport.Dispatch;
import io.quictransport.DownReason;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerListener;
import io.quictransport.Registration;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two nodes that dial each other at the same time end up with one connection, and nobody
 * notices that there were two (fault F11).
 */
class SimultaneousDialTests {

	private static final int MOST_SKEW_MILLIS = 200;

	@Test
	void oneConnectionIsLeftAndListenersSeeOneUpAndNoDown() {
		rounds(50);
	}

	@Test
	@Tag("nightly")
	void oneConnectionIsLeftInAThousandRounds() {
		rounds(1000);
	}

	private static void rounds(int count) {
		long seed = System.nanoTime();
		System.out.println("simultaneous dial: seed " + seed);
		SplittableRandom random = new SplittableRandom(seed);
		ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
		try (TestNodes nodes = new TestNodes()) {
			QuicTransport a = nodes.start("node-a");
			QuicTransport b = nodes.start("node-b");
			for (QuicTransport node : List.of(a, b)) {
				node.onRequest(Route.path("echo").withDispatch(Dispatch.EVENT_LOOP),
						RequestHandler.replying(NetworkMessage::payload));
			}
			for (int round = 0; round < count; round++) {
				// Half of the rounds within a few milliseconds, where the races are.
				int skew = random.nextInt(random.nextBoolean() ? 5 : MOST_SKEW_MILLIS + 1);
				round(a, b, timer, skew, random.nextBoolean(), "round " + round + ", skew " + skew + " ms");
			}
		}
		finally {
			timer.shutdownNow();
		}
	}

	private static void round(QuicTransport a, QuicTransport b, ScheduledExecutorService timer, int skew,
			boolean aFirst, String what) {
		try (Counts atA = new Counts(a); Counts atB = new Counts(b)) {
			CompletableFuture<NodeInfo> fromA = dial(a, b, timer, aFirst ? 0 : skew);
			CompletableFuture<NodeInfo> fromB = dial(b, a, timer, aFirst ? skew : 0);
			List<CompletableFuture<byte[]>> requests = new ArrayList<>();
			fromA.thenRun(() -> requests(a, b, requests));
			fromB.thenRun(() -> requests(b, a, requests));
			get(fromA);
			get(fromB);
			await().atMost(TestNodes.PATIENCE)
				.untilAsserted(() -> assertThat(a.stats().connections().dialled() + a.stats().connections().accepted()
						- a.stats().connections().closed())
					.as(what)
					.isEqualTo(1));
			synchronized (requests) {
				get(CompletableFuture.allOf(requests.toArray(CompletableFuture[]::new)));
			}
			assertThat(get(a.request(idOf(b), "echo", new byte[1]))).hasSize(1);
			assertThat(get(b.request(idOf(a), "echo", new byte[1]))).hasSize(1);
			atA.assertOneUpAndNoDown(what);
			atB.assertOneUpAndNoDown(what);
		}
		get(CompletableFuture.allOf(a.disconnect(idOf(b)), b.disconnect(idOf(a))));
		await().atMost(TestNodes.PATIENCE).until(() -> a.peers().isEmpty() && b.peers().isEmpty());
	}

	private static CompletableFuture<NodeInfo> dial(QuicTransport from, QuicTransport to,
			ScheduledExecutorService timer, int delayMillis) {
		CompletableFuture<NodeInfo> connected = new CompletableFuture<>();
		timer.schedule(() -> from.connectPeer(TestNodes.infoOf(to)).whenComplete((info, cause) -> {
			if (cause != null) {
				connected.completeExceptionally(cause);
			}
			else {
				connected.complete(info);
			}
		}), delayMillis, TimeUnit.MILLISECONDS);
		return connected;
	}

	private static void requests(QuicTransport from, QuicTransport to, List<CompletableFuture<byte[]>> requests) {
		synchronized (requests) {
			for (int i = 0; i < 10; i++) {
				requests.add(from.request(idOf(to), "echo", new byte[] { (byte) i }));
			}
		}
	}

	/**
	 * Counts what a node's listener is told.
	 */
	private static final class Counts implements PeerListener, AutoCloseable {

		private final AtomicInteger ups = new AtomicInteger();

		private final AtomicInteger downs = new AtomicInteger();

		private final Registration registration;

		Counts(QuicTransport node) {
			this.registration = node.subscribe(this);
		}

		@Override
		public void peerUp(NodeInfo peer) {
			this.ups.incrementAndGet();
		}

		@Override
		public void peerDown(PeerId peer, DownReason reason) {
			this.downs.incrementAndGet();
		}

		void assertOneUpAndNoDown(String what) {
			await().untilAsserted(() -> assertThat(this.ups).as(what).hasValue(1));
			assertThat(this.downs).as(what).hasValue(0);
		}

		@Override
		public void close() {
			this.registration.close();
		}

	}

}
