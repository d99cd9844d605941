package io.quictransport.quic;

import java.util.ArrayDeque;
import java.util.Queue;

import io.netty.channel.EventLoop;

/**
 * The outputs of a connection that have something to write. They are written when the
 * read that caused it is complete, or behind the tasks that the event loop has already:
 * one write for a burst. Confined to the event loop.
 */
final class FlushQueue implements Runnable {

	private final EventLoop loop;

	private final Writes writes;

	private final Runnable beforeFlush;

	private final Queue<FrameOutput> dirty = new ArrayDeque<>(1);

	private boolean scheduled;

	private boolean reading;

	/** When the burst at hand began, 0 between bursts. */
	private long burstAt;

	FlushQueue(EventLoop loop, Writes writes, Runnable beforeFlush) {
		this.loop = loop;
		this.writes = writes;
		this.beforeFlush = beforeFlush;
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
			this.burstAt = System.nanoTime() | 1;
		}
		return this.burstAt;
	}

	private void schedule() {
		if (!this.scheduled && !this.reading) {
			this.scheduled = true;
			this.loop.execute(this);
		}
	}

	void flush() {
		this.reading = false;
		this.beforeFlush.run();
		this.burstAt = 0;
		FrameOutput output = this.dirty.poll();
		if (output != null) {
			this.writes.add();
		}
		while (output != null) {
			output.flush();
			output = this.dirty.poll();
		}
	}

	@Override
	public void run() {
		this.scheduled = false;
		flush();
	}

}
