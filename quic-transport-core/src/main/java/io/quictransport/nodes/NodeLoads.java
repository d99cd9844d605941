package io.quictransport.nodes;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import io.quictransport.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * Measures the load of each node as this caller sees it: the calls in flight to the node,
 * and how long recent ones took. May be used from any thread. If a node is forgotten
 * while calls to it run, later counts remain correct.
 */
final class NodeLoads {

	/** Older measurements no longer count. */
	private static final long MEMORY_NANOS = TimeUnit.SECONDS.toNanos(10);

	/** The least latency for which a call counts that the node did not take. */
	private static final long REFUSED_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** A new latency has this share of the mean. */
	private static final int SHARE = 4;

	private final LongSupplier clock;

	private final Map<PeerId, Load> byNode = new ConcurrentHashMap<>();

	NodeLoads(LongSupplier clock) {
		this.clock = clock;
	}

	/** A call to a node begins; the caller ends it once. */
	Load begin(PeerId node) {
		Load load = this.byNode.computeIfAbsent(node, (id) -> new Load(this.clock));
		load.inFlight.incrementAndGet();
		return load;
	}

	int inFlight(PeerId node) {
		Load load = this.byNode.get(node);
		return (load != null) ? load.inFlight.get() : 0;
	}

	Duration latency(PeerId node) {
		Load load = this.byNode.get(node);
		return (load != null) ? load.latency() : Duration.ZERO;
	}

	/** The node has gone. */
	void forget(PeerId node) {
		this.byNode.remove(node);
	}

	/** Measures one node. */
	static final class Load {

		private final LongSupplier clock;

		private final AtomicInteger inFlight = new AtomicInteger();

		/** The mean latency and when it was measured last; null before that. */
		private volatile @Nullable Measured measured;

		Load(LongSupplier clock) {
			this.clock = clock;
		}

		/**
		 * A call has ended.
		 * @param begun when it had begun
		 * @param taken whether the node has taken it, as far as is known
		 */
		void end(long begun, boolean taken) {
			this.inFlight.decrementAndGet();
			long now = this.clock.getAsLong();
			long took = taken ? now - begun : Math.max(now - begun, REFUSED_NANOS);
			Measured last = this.measured;
			// Two that end at once may overwrite each other, which a mean survives.
			this.measured = new Measured(
					(last == null || last.isOld(now)) ? took : last.nanos() + (took - last.nanos()) / SHARE, now);
		}

		Duration latency() {
			Measured last = this.measured;
			return (last == null || last.isOld(this.clock.getAsLong())) ? Duration.ZERO
					: Duration.ofNanos(last.nanos());
		}

	}

	/**
	 * Holds a mean latency.
	 *
	 * @param nanos the latency
	 * @param at when the last call that it counts has ended
	 */
	private record Measured(long nanos, long at) {

		boolean isOld(long now) {
			return now - this.at > MEMORY_NANOS;
		}

	}

}
