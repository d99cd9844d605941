package io.quictransport.internal.messaging;

import java.util.ArrayDeque;
import java.util.Queue;

import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.text.Log;

/**
 * Collects the calls that were made on the event loop itself, most of them by
 * continuations of a reply. They are submitted when the current read is complete, so that
 * they leave in one write, or in a separate task. Confined to the event loop.
 */
final class Submissions implements Runnable {

	private static final Log logger = Log.of(Submissions.class);

	private final LoopTasks loop;

	private final Queue<Runnable> calls = new ArrayDeque<>();

	private boolean scheduled;

	Submissions(LoopTasks loop) {
		this.loop = loop;
	}

	/**
	 * Adds a call.
	 * @return false if there is no memory for it
	 */
	boolean add(Runnable call) {
		try {
			this.calls.add(call);
		}
		catch (OutOfMemoryError ex) {
			logger.debug("event=call_not_submitted peer={} reason=\"{}\"", OfPeer.of(call), ex);
			return false;
		}
		schedule();
		return true;
	}

	/**
	 * Submits the calls collected so far; calls that result from them have their turn
	 * later.
	 */
	void drain() {
		for (int left = this.calls.size(); left > 0; left--) {
			Runnable call = this.calls.poll();
			if (call == null) {
				// A call's failure has led here again and the rest was submitted there.
				return;
			}
			submit(call);
		}
	}

	/** What cannot be submitted must not fail the stream whose read it leaves with. */
	private static void submit(Runnable call) {
		try {
			call.run();
		}
		catch (Throwable ex) {
			logger.error("event=call_not_submitted peer={} call=\"{}\" reason=\"{}\"", OfPeer.of(call), call, ex, ex);
		}
	}

	private void schedule() {
		if (!this.scheduled) {
			this.scheduled = true;
			this.loop.execute(this);
		}
	}

	@Override
	public void run() {
		this.scheduled = false;
		drain();
		if (!this.calls.isEmpty()) {
			schedule();
		}
	}

}
