package io.quictransport.internal.peer;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.UnreachedPeer;
import io.quictransport.internal.connection.CloseCause;
import io.quictransport.internal.loop.RateLimit;
import io.quictransport.internal.loop.WallTime;
import io.quictransport.internal.text.Log;
import org.jspecify.annotations.Nullable;

/**
 * Lists the peers and addresses that are wanted and not connected, and warns of each
 * cause: once when it appears, and again after a long time. Any thread may read the list;
 * a {@link Watch} is confined to the event loop of its target.
 */
final class UnreachedPeers {

	private static final Log logger = Log.of(UnreachedPeers.class);

	/** After this time the same cause is logged again. */
	private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(10);

	/** A list of addresses may have any length. */
	private static final int MOST_LINES = 10;

	/** A cause that may pass by itself is logged when it has not. */
	private static final int PATIENCE = 2;

	private final LongSupplier clock;

	private final Predicate<PeerId> denied;

	/** Guarded by itself. */
	private final RateLimit lines;

	private final Set<Watch> watches = ConcurrentHashMap.newKeySet();

	/**
	 * Makes a list that is empty so far.
	 * @param clock the monotonic time in nanoseconds
	 * @param denied the peers that this node itself refuses: none of them is missed
	 */
	UnreachedPeers(LongSupplier clock, Predicate<PeerId> denied) {
		this.clock = clock;
		this.denied = denied;
		this.lines = RateLimit.perMinute(MOST_LINES, clock.getAsLong());
	}

	private boolean takeLine(long now) {
		synchronized (this.lines) {
			return this.lines.take(now);
		}
	}

	Watch watch(Target target) {
		return new Watch(target);
	}

	private boolean isDenied(State state) {
		PeerId id = state.id();
		return id != null && this.denied.test(id);
	}

	/**
	 * Describes all targets that are wanted and not connected, the oldest first; without
	 * those that this node denies.
	 */
	List<UnreachedPeer> list() {
		long now = this.clock.getAsLong();
		return this.watches.stream()
			.map((watch) -> watch.describe(now))
			.filter(Objects::nonNull)
			.sorted(Comparator.comparing(UnreachedPeer::since))
			.toList();
	}

	/**
	 * Follows one target. Its addresses and source are asked when something happens.
	 */
	final class Watch {

		private final Target target;

		private volatile @Nullable State state;

		/** When each cause was last logged since the target was last reached. */
		private final Map<ErrorCode, Long> logged = new EnumMap<>(ErrorCode.class);

		private Watch(Target target) {
			this.target = target;
		}

		/** The target is wanted, and not connected. */
		void wanted() {
			if (this.state == null) {
				lost(false);
			}
		}

		/**
		 * The connection to the target is lost.
		 * @param stopped whether the peer has announced that it stops
		 */
		void lost(boolean stopped) {
			this.logged.clear();
			this.state = new State(this.target, UnreachedPeers.this.clock.getAsLong(), stopped, 0, null, 0);
			UnreachedPeers.this.watches.add(this);
		}

		/** All addresses of the target have been dialled in vain. */
		void failed(NetworkException cause) {
			State before = this.state;
			if (before != null) {
				long now = UnreachedPeers.this.clock.getAsLong();
				State after = new State(this.target, before.since(), before.stopped(), before.failures() + 1, cause,
						now);
				this.state = after;
				warn(after, cause, now);
			}
		}

		private void warn(State state, NetworkException cause, long now) {
			if (isDenied(state)) {
				return;
			}
			Long last = this.logged.get(cause.code());
			boolean due = (last != null) ? now - last >= PAUSE_NANOS : state.isWorthALine(cause.code(), now);
			if (due && takeLine(now)) {
				this.logged.put(cause.code(), now);
				UnreachedPeer peer = state.describe(now);
				logger.warn(
						"event=peer_unreachable peer={} address={} addresses={} source=\"{}\" code={} failures={}"
								+ " since={} reason=\"{}\"",
						(peer.id() != null) ? peer.id() : "unknown", cause.context().address(), peer.addresses(),
						peer.source(), peer.code(), peer.failures(), peer.since(), peer.reason());
			}
		}

		private @Nullable UnreachedPeer describe(long now) {
			State current = this.state;
			return (current != null && !isDenied(current)) ? current.describe(now) : null;
		}

		/** Whether the peer has announced that it stops, and has not been back since. */
		boolean isStopped() {
			State current = this.state;
			return current != null && current.stopped();
		}

		/** The target is connected, or nobody wants it any more. */
		void over() {
			this.state = null;
			UnreachedPeers.this.watches.remove(this);
		}

	}

	/**
	 * Describes an unreached target, as its event loop has last seen it.
	 *
	 * @param id the peer, null if it is not known
	 * @param addresses where it is dialled
	 * @param source who wants it
	 * @param since since when it is wanted and not connected
	 * @param stopped whether the peer has announced that it stops
	 * @param failures how many rounds of dials have failed since
	 * @param cause why the last one has, null if none has
	 * @param failedAt when that was
	 */
	private record State(@Nullable PeerId id, List<NodeAddress> addresses, String source, long since, boolean stopped,
			long failures, @Nullable NetworkException cause, long failedAt) {

		State(Target target, long since, boolean stopped, long failures, @Nullable NetworkException cause,
				long failedAt) {
			this(target.expected(), target.addresses(), target.source(), since, stopped, failures, cause, failedAt);
		}

		boolean isWorthALine(ErrorCode code, long now) {
			if (this.stopped || CloseCause.isPlannedRefusal(code)) {
				return now - this.since >= PAUSE_NANOS;
			}
			return !code.isTransient() || this.failures >= PATIENCE;
		}

		UnreachedPeer describe(long now) {
			NetworkException last = this.cause;
			return new UnreachedPeer(this.id, this.addresses, this.source, WallTime.of(this.since, now), this.failures,
					(last != null) ? last.code() : null, (last != null) ? last.detail() : null,
					(last != null) ? WallTime.of(this.failedAt, now) : null, this.stopped);
		}

	}

	/** Describes what is to be reached. Called on its event loop. */
	interface Target {

		/** The peer, null if it is not known. */
		@Nullable PeerId expected();

		/** Where it is dialled. */
		List<NodeAddress> addresses();

		/** Who wants it. */
		String source();

	}

}
