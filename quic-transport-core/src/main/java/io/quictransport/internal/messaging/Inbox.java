package io.quictransport.internal.messaging;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import io.quictransport.MessageHandler;
import io.quictransport.NetworkMessage;

/**
 * Runs the handlers of the admitted one-way messages of one peer on one path one after
 * another, in their order. Filled on the event loop, emptied on the handler executor.
 */
final class Inbox implements Runnable {

	/**
	 * After this number of messages the thread is returned, so that other paths have a
	 * turn.
	 */
	private static final int TURN = 128;

	private final Inbound inbound;

	private final Queue<Delivery> deliveries = new ConcurrentLinkedQueue<>();

	private final AtomicInteger pending = new AtomicInteger();

	Inbox(Inbound inbound) {
		this.inbound = inbound;
	}

	/**
	 * Queues a message.
	 * @return false if the executor takes no more; the message is then not queued
	 */
	boolean add(Delivery delivery) {
		this.deliveries.add(delivery);
		if (this.pending.getAndIncrement() == 0 && !this.inbound.offer(this)) {
			// No thread is running here, so this message is the only one.
			this.pending.set(0);
			this.deliveries.clear();
			return false;
		}
		return true;
	}

	/** Whether nothing waits and nothing is being handled; called on the event loop. */
	boolean isIdle() {
		return this.pending.get() == 0;
	}

	/** The number of messages that wait or are being handled; on any thread. */
	int pending() {
		return this.pending.get();
	}

	@Override
	public void run() {
		boolean done = takeTurn();
		while (!done && !Trampoline.offer(this.inbound::offer, this)) {
			// Admitted messages must be handled: this thread takes another turn.
			done = takeTurn();
		}
	}

	/** Handles one message after another; false if there are more. */
	private boolean takeTurn() {
		for (int turn = 0; turn < TURN; turn++) {
			Delivery next = this.deliveries.poll();
			if (next != null) {
				this.inbound.deliver(next);
			}
			if (this.pending.decrementAndGet() == 0) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Represents one message and its handler.
	 *
	 * @param handler the handler
	 * @param message the message
	 * @param from the sender
	 * @param cost its share of the peer's quota
	 */
	record Delivery(MessageHandler handler, NetworkMessage message, PeerIdentity from, int cost) {
	}

}
