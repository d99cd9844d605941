package io.quictransport.load;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

import io.quictransport.ConnectionSnapshot;
import io.quictransport.Dispatch;
import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.TransportStats;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;

/**
 * Sends many short streams, and then as many bytes as time allows on one stream.
 */
public final class Bulk {

	private static final String SHORT = "bulk/short";

	private static final String LONG = "bulk/long";

	/** The largest payload that travels on a lane, with others. */
	private static final int LANE_MOST = 64 * 1024;

	/** The least payload that travels on a stream of its own. */
	private static final int OWN_STREAM = LANE_MOST + 1;

	private static final int STREAM_WINDOW = 8;

	private static final int LANE_WINDOW = 64;

	private static final int MOST_PROBLEMS = 5;

	private static final Duration DEADLINE = Duration.ofSeconds(60);

	private final QuicTransport node;

	private final PeerId peer;

	private final Queue<String> problems = new ConcurrentLinkedQueue<>();

	public Bulk(QuicTransport node, PeerId peer) {
		this.node = node;
		this.peer = peer;
	}

	/** Registers handlers that take in everything. */
	public static void receive(QuicTransport node) {
		node.onRequest(Route.path(SHORT).withDispatch(Dispatch.EVENT_LOOP),
				RequestHandler.replying((request) -> new byte[0]));
		node.onMessage(Route.path(LONG).withDispatch(Dispatch.EVENT_LOOP), (message, context) -> {
		});
	}

	/**
	 * Sends everything.
	 * @return what was done, and what went wrong
	 */
	public String run(int streams, long bytes, Duration time) {
		long begun = System.nanoTime();
		Semaphore window = new Semaphore(STREAM_WINDOW);
		for (int i = 0; i < streams && this.problems.isEmpty(); i++) {
			window.acquireUninterruptibly();
			this.node.request(NetworkMessage.request(this.peer, SHORT, new byte[OWN_STREAM]), DEADLINE)
				.whenComplete((reply, cause) -> ended(window, cause));
		}
		window.acquireUninterruptibly(STREAM_WINDOW);
		long streamed = System.nanoTime();
		long sent = sendOnOneLane(bytes, begun + time.toNanos());
		TransportStats stats = this.node.stats();
		return "streams=" + streams + " in_ms=" + Duration.ofNanos(streamed - begun).toMillis() + " bytes=" + sent
				+ " in_ms=" + Duration.ofNanos(System.nanoTime() - streamed).toMillis() + " handshakes="
				+ stats.handshakes().completed() + " lanes="
				+ TestNodes.live(this.node).map(ConnectionSnapshot::lanes).orElse(0) + " problems=" + this.problems;
	}

	/** Messages of one path that are not acknowledged yet share a lane. */
	private long sendOnOneLane(long bytes, long until) {
		Semaphore window = new Semaphore(LANE_WINDOW);
		byte[] payload = new byte[LANE_MOST];
		long sent = 0;
		while (sent < bytes && System.nanoTime() - until < 0 && this.problems.isEmpty()) {
			window.acquireUninterruptibly();
			this.node.send(NetworkMessage.message(this.peer, LONG, payload), DEADLINE)
				.whenComplete((admitted, cause) -> ended(window, cause));
			sent += payload.length;
		}
		window.acquireUninterruptibly(LANE_WINDOW);
		return sent;
	}

	private void ended(Semaphore window, Throwable cause) {
		if (cause != null && this.problems.size() < MOST_PROBLEMS) {
			this.problems.add(cause.toString());
		}
		window.release();
	}

}
