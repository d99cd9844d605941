package io.quictransport.internal.connection;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Gathers the outputs of a connection that have something to write. They are written when
 * the read that caused them is complete, or after the tasks that the event loop has
 * already queued: one write for a burst. Confined to the event loop.
 */
final class FlushQueue implements Runnable {

	private final ConnectionContext context;

	private final Runnable beforeFlush;

	private final Runnable written;

	private final Queue<FrameOutput> dirty = new ArrayDeque<>(1);

	private boolean scheduled;

	private boolean reading;

	/** When the current burst began, 0 between bursts. */
	private long burstAt;

	/**
	 * Makes an empty queue.
	 * @param context what all connections share
	 * @param beforeFlush is run before each write
	 * @param written is run after each write
	 */
	FlushQueue(ConnectionContext context, Runnable beforeFlush, Runnable written) {
		this.context = context;
		this.beforeFlush = beforeFlush;
		this.written = written;
	}

	void add(FrameOutput output) {
		this.dirty.add(output);
		schedule();
	}

	/** A read has begun that ends with a flush. */
	void readBegins() {
		this.reading = true;
	}

	/**
	 * The time, read once for everything that leaves with the next flush: reading the
	 * clock costs as much as writing a small frame.
	 */
	long now() {
		if (this.burstAt == 0) {
			this.burstAt = this.context.now() | 1;
		}
		return this.burstAt;
	}

	/** Reads the clock. */
	long time() {
		return this.context.now();
	}

	private void schedule() {
		if (!this.scheduled && !this.reading) {
			this.scheduled = true;
			this.context.loop().execute(this);
		}
	}

	void flush() {
		this.reading = false;
		this.beforeFlush.run();
		this.burstAt = 0;
		FrameOutput output = this.dirty.poll();
		if (output == null) {
			return;
		}
		this.context.burst().run();
		while (output != null) {
			output.flush();
			output = this.dirty.poll();
		}
		this.written.run();
	}

	@Override
	public void run() {
		this.scheduled = false;
		flush();
	}

}
