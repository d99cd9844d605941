package io.quictransport.internal.connection;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Gathers the outputs of a connection that have something to write. They are written when
 * the read that caused it is complete, or behind the tasks that the event loop has
 * already: one write for a burst. Confined to the event loop.
 */
final class FlushQueue implements Runnable {

	private final ConnectionContext context;

	private final Runnable beforeFlush;

	private final Runnable written;

	private final Queue<FrameOutput> dirty = new ArrayDeque<>(1);

	private boolean scheduled;

	private boolean reading;

	/** When the burst at hand began, 0 between bursts. */
	private long burstAt;

	/**
	 * Makes an empty one.
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

	/** A read has begun, at whose end there will be a flush. */
	void readBegins() {
		this.reading = true;
	}

	/**
	 * The time, read once for all that leaves with the next flush: reading the clock
	 * costs as much as writing a small frame.
	 */
	long now() {
		if (this.burstAt == 0) {
			this.burstAt = this.context.now() | 1;
		}
		return this.burstAt;
	}

	/** The time at this moment. */
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
		this.context.bursts().add(1);
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
