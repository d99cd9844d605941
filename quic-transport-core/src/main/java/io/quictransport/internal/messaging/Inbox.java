package io.quictransport.internal.messaging;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import io.quictransport.MessageHandler;
import io.quictransport.NetworkMessage;
import io.quictransport.internal.text.Log;

/**
 * Runs the handlers of the admitted one-way messages of one peer on one path one after
 * another, in their order. Filled on the event loop, emptied on the handler executor.
 */
final class Inbox implements Runnable {

	private static final Log logger = Log.of(Inbox.class);

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
		return this.pending.getAndIncrement() > 0 || begin();
	}

	private boolean begin() {
		boolean begun = false;
		try {
			begun = this.inbound.offer(this);
		}
		finally {
			if (!begun) {
				// No thread is running here, so this message is the only one.
				this.pending.set(0);
				this.deliveries.clear();
			}
		}
		return begun;
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
				deliver(next);
			}
			if (this.pending.decrementAndGet() == 0) {
				return true;
			}
		}
		return false;
	}

	/** Whatever fails around a handler, the messages behind it have their turn. */
	private void deliver(Delivery next) {
		try {
			this.inbound.deliver(next);
		}
		catch (Throwable ex) {
			logger.error("event=delivery_failed peer={} one_way=\"{}\" reason=\"{}\"", this.inbound.peer(),
					next.message(), ex, ex);
		}
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
