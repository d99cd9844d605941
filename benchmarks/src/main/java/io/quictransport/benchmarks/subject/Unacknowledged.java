package io.quictransport.benchmarks.subject;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Keeps the messages in flight, in the order in which they will be answered. May be used
 * by any thread; completions are called outside of its lock.
 */
public final class Unacknowledged {

	private final Queue<Link.Completion> waiting = new ArrayDeque<>();

	private int acknowledged;

	/**
	 * Adds a message and sends it, so that the order of both is the same.
	 * @param completion whom to tell
	 * @param send sends the message
	 */
	public synchronized void add(Link.Completion completion, Runnable send) {
		this.waiting.add(completion);
		send.run();
	}

	/**
	 * The next message is answered.
	 */
	public void answered() {
		take(1).forEach(Link.Completion::completed);
	}

	/**
	 * So many messages have arrived in all, modulo 2^32.
	 * @param arrived the number
	 */
	public void acknowledged(int arrived) {
		acknowledge(arrived).forEach(Link.Completion::completed);
	}

	/**
	 * Nothing more will be answered.
	 * @param cause why
	 */
	public void failed(Throwable cause) {
		take(Integer.MAX_VALUE).forEach((completion) -> completion.failed(cause));
	}

	private synchronized List<Link.Completion> acknowledge(int arrived) {
		int more = arrived - this.acknowledged;
		this.acknowledged = arrived;
		return take(more);
	}

	private synchronized List<Link.Completion> take(int most) {
		List<Link.Completion> taken = new ArrayList<>(Math.min(most, this.waiting.size()));
		while (taken.size() < most && !this.waiting.isEmpty()) {
			taken.add(this.waiting.remove());
		}
		return taken;
	}

}
