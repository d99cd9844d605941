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

	private final Runnable beforeFlush;

	private final Queue<FrameOutput> dirty = new ArrayDeque<>(1);

	private boolean scheduled;

	private boolean reading;

	FlushQueue(EventLoop loop, Runnable beforeFlush) {
		this.loop = loop;
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

	private void schedule() {
		if (!this.scheduled && !this.reading) {
			this.scheduled = true;
			this.loop.execute(this);
		}
	}

	void flush() {
		this.reading = false;
		this.beforeFlush.run();
		FrameOutput output = this.dirty.poll();
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
