package io.quictransport.testing.memory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Carries messages in one direction of the link between two nodes. It keeps their order,
 * delays them, and loses nothing: messages on a wire that is cut arrive when it is
 * healed. Confined to the event loop, except for the delay, which any thread may read.
 */
final class Wire {

	private final Loop loop;

	private final Deque<Parcel> parcels = new ArrayDeque<>();

	private volatile Duration delay = Duration.ZERO;

	private boolean cut;

	private long lastDue = System.nanoTime();

	Wire(Loop loop) {
		this.loop = loop;
	}

	/** Delivers later, never inside this call. */
	void send(Runnable delivery) {
		long now = System.nanoTime();
		long due = now + this.delay.toNanos();
		this.lastDue = (due - this.lastDue > 0) ? due : this.lastDue;
		this.parcels.add(new Parcel(this.lastDue, delivery));
		if (!this.cut) {
			this.loop.begin(1);
			schedule(this.lastDue - now);
		}
	}

	void delay(Duration oneWay) {
		this.delay = oneWay;
	}

	Duration delay() {
		return this.delay;
	}

	boolean isCut() {
		return this.cut;
	}

	void cut() {
		if (!this.cut) {
			this.cut = true;
			this.loop.end(this.parcels.size());
		}
	}

	void heal() {
		if (this.cut) {
			this.cut = false;
			this.loop.begin(this.parcels.size());
			long now = System.nanoTime();
			this.parcels.forEach((parcel) -> schedule(parcel.due() - now));
		}
	}

	private void schedule(long nanos) {
		this.loop.after(Math.max(0, nanos), this::deliverNext);
	}

	/** Each parcel has one task of its own, which delivers the first that is due. */
	private void deliverNext() {
		Parcel next = this.parcels.peek();
		if (this.cut || next == null || next.due() - System.nanoTime() > 0) {
			return;
		}
		this.parcels.remove();
		try {
			next.delivery().run();
		}
		finally {
			this.loop.end(1);
		}
	}

	/**
	 * Something on its way.
	 *
	 * @param due when it arrives
	 * @param delivery what happens then
	 */
	private record Parcel(long due, Runnable delivery) {
	}

}
