package io.quictransport.internal.messaging;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Shares the lanes of this node on one connection: as few as the path allows, see
 * {@link #next()}, and idle ones end. Confined to the event loop, except for their
 * number.
 *
 * @param <L> the type of the lanes
 */
final class Lanes<L extends Lanes.Lane> {

	/** About as many bytes fit into one packet. */
	static final int PACKET = 1_200;

	private final int most;

	private final BooleanSupplier lossy;

	private final LongAdder counter;

	private final Supplier<L> maker;

	private final Consumer<L> opener;

	private final Runnable awaited;

	/** The open lanes. */
	private final List<L> open = new ArrayList<>();

	/** The lane of the last message, null before the first. */
	private @Nullable L last;

	/** The lane that waits for its stream, null if none does. */
	private @Nullable L opening;

	/** Whether calls wait for a lane. */
	private boolean laneAwaited;

	/** The number of open lanes, for other threads. */
	private volatile int count;

	/**
	 * Makes a set without lanes.
	 * @param most the most lanes that may be open
	 * @param lossy whether the path loses packets
	 * @param counter counts the open lanes of all connections
	 * @param maker makes a lane that is not open
	 * @param opener opens a lane, now or later, which leads to {@link #opened} or
	 * {@link #ended}
	 * @param awaited runs when a lane is open that calls wait for
	 */
	Lanes(int most, BooleanSupplier lossy, LongAdder counter, Supplier<L> maker, Consumer<L> opener, Runnable awaited) {
		this.most = most;
		this.lossy = lossy;
		this.counter = counter;
		this.maker = maker;
		this.opener = opener;
		this.awaited = awaited;
	}

	/**
	 * Chooses the lane of the next message. While the path loses nothing, one lane keeps
	 * together what leaves together, and another helps out while the first has not taken
	 * what was written to it. On a path that loses packets messages are spread, since a
	 * lost packet holds up all of its lane: with few messages in flight each has a lane
	 * of its own; with many, those that share a packet share a lane, and half of the
	 * lanes are used, since a lost packet delays little compared with their queue.
	 * @return the lane, null if the message has to wait for one
	 */
	@Nullable L next() {
		boolean spread = this.lossy.getAsBoolean();
		boolean few = spread && load() < this.most;
		L last = this.last;
		if (!few && last != null && last.isUsable() && sharesPacket(last)) {
			return last;
		}
		int used = few ? this.most : (this.most + 1) / 2;
		L best = null;
		boolean enough = false;
		int usable = 0;
		for (int i = 0; i < this.open.size() && usable < used && !enough; i++) {
			L lane = this.open.get(i);
			if (lane.isUsable()) {
				usable++;
				enough = lane.load() == 0 || (!spread && lane.isFree());
				if (best == null || enough || lane.load() < best.load()) {
					best = lane;
				}
			}
		}
		if (!enough && usable < used && this.opening == null) {
			L more = openOne();
			best = more.isUsable() ? more : best;
		}
		this.laneAwaited |= best == null;
		this.last = best;
		return best;
	}

	/** Whether the next message would leave in one packet with the last of this lane. */
	private static boolean sharesPacket(Lane lane) {
		int gathered = lane.gathered();
		return gathered > 0 && gathered < PACKET;
	}

	/** The number of messages on all lanes, counted only as far as it matters. */
	private int load() {
		int load = 0;
		for (int i = 0; i < this.open.size() && load < this.most; i++) {
			load += this.open.get(i).load();
		}
		return load;
	}

	/** Opens one lane at a time; it carries nothing before its stream is open. */
	private L openOne() {
		L lane = this.maker.get();
		this.opening = lane;
		this.opener.accept(lane);
		return lane;
	}

	/** Tries again to open a lane for the calls that wait, if that has failed. */
	void openAwaited() {
		if (this.laneAwaited && this.opening == null) {
			openOne();
		}
	}

	/** A lane takes messages from now on. */
	void opened(L lane) {
		this.opening = null;
		this.open.add(lane);
		this.count = this.open.size();
		this.counter.increment();
		if (this.laneAwaited) {
			this.laneAwaited = false;
			this.awaited.run();
		}
	}

	/** A lane takes nothing more, or will never take any. */
	void ended(L lane) {
		if (lane == this.opening) {
			this.opening = null;
		}
		if (this.open.remove(lane)) {
			this.count = this.open.size();
			this.counter.decrement();
		}
	}

	/** Ends the lanes that have been idle for too long, all but one. */
	void endIdle(long now, long limit) {
		Iterator<L> all = List.copyOf(this.open).iterator();
		while (all.hasNext() && this.open.size() > 1) {
			L lane = all.next();
			if (lane.isUsable() && lane.load() == 0 && now - lane.lastUsed() > limit) {
				ended(lane);
				lane.finish();
			}
		}
	}

	/** The connection is closed. */
	void abandon() {
		List.copyOf(this.open).forEach((lane) -> {
			lane.abandon();
			ended(lane);
		});
		L unopened = this.opening;
		if (unopened != null) {
			this.opening = null;
			unopened.abandon();
		}
	}

	List<L> open() {
		return Collections.unmodifiableList(this.open);
	}

	/** The number of open lanes; on any thread. */
	int count() {
		return this.count;
	}

	/** Represents a stream that carries many messages. */
	interface Lane {

		/** Whether it takes messages. */
		boolean isUsable();

		/** The number of its messages that are not resolved. */
		int load();

		/** The number of bytes that leave with the next flush. */
		int gathered();

		/** Whether its stream has taken all that was written to it. */
		boolean isFree();

		/** When it took its last message. */
		long lastUsed();

		/** Ends it in good order. */
		void finish();

		/** Drops what it has; the connection is closed. */
		void abandon();

	}

}
