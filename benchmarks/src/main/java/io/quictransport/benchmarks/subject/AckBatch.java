package io.quictransport.benchmarks.subject;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Acknowledges one-way messages for subjects that have no acknowledgements of their own:
 * after a fixed number of messages, and a moment later for the rest. May be used by any
 * thread.
 */
public final class AckBatch {

	private static final int MESSAGES = 32;

	private static final int MOMENT_MILLIS = 1;

	private final ScheduledExecutorService timer;

	private final IntConsumer sender;

	private int received;

	private int acknowledged;

	private boolean scheduled;

	/**
	 * Begins with nothing received.
	 * @param timer runs what is left
	 * @param sender sends how many messages have arrived in all
	 */
	public AckBatch(ScheduledExecutorService timer, IntConsumer sender) {
		this.timer = timer;
		this.sender = sender;
	}

	/**
	 * Counts a message.
	 */
	public synchronized void received() {
		this.received++;
		if (this.received - this.acknowledged >= MESSAGES) {
			acknowledge();
		}
		else if (!this.scheduled) {
			this.scheduled = true;
			this.timer.schedule(this::later, MOMENT_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	private synchronized void later() {
		this.scheduled = false;
		if (this.received != this.acknowledged) {
			acknowledge();
		}
	}

	private void acknowledge() {
		this.acknowledged = this.received;
		this.sender.accept(this.received);
	}

}
