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

	private final Queue<FrameOutput> dirty = new ArrayDeque<>();

	private boolean scheduled;

	FlushQueue(EventLoop loop, Runnable beforeFlush) {
		this.loop = loop;
		this.beforeFlush = beforeFlush;
	}

	void add(FrameOutput output) {
		this.dirty.add(output);
		schedule();
	}

	/** Makes sure that a flush comes. */
	void schedule() {
		if (!this.scheduled) {
			this.scheduled = true;
			this.loop.execute(this);
		}
	}

	void flush() {
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
