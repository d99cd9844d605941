package io.quictransport.promises;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import io.quictransport.Dispatch;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;

/**
 * Tells how much processor time a node's event loop has used: what other processes do
 * meanwhile does not count.
 */
final class LoopTime {

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	private final Thread loop;

	private LoopTime(Thread loop) {
		this.loop = loop;
	}

	/** Finds the event loop of a node by having another one ask for it. */
	static LoopTime of(QuicTransport node, QuicTransport asking) {
		AtomicReference<Thread> loop = new AtomicReference<>();
		node.onRequest(Route.path("loop").withDispatch(Dispatch.EVENT_LOOP), RequestHandler.replying((request) -> {
			loop.set(Thread.currentThread());
			return new byte[0];
		}));
		TestNodes.get(asking.request(TestNodes.idOf(node), "loop", new byte[0]));
		return new LoopTime(Objects.requireNonNull(loop.get(), "the handler has run"));
	}

	/** What the loop uses while something happens. */
	Duration of(Runnable action) {
		long before = THREADS.getThreadCpuTime(this.loop.getId());
		action.run();
		return Duration.ofNanos(THREADS.getThreadCpuTime(this.loop.getId()) - before);
	}

	/** What the calling thread uses for something. */
	static Duration here(Runnable action) {
		long before = THREADS.getCurrentThreadCpuTime();
		action.run();
		return Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - before);
	}

}
