package io.quictransport.internal.messaging;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import io.quictransport.MessageHandler;
import io.quictransport.NetworkMessage;

/**
 * Has the admitted one-way messages of one peer on one path handled one after another, in
 * their order. Filled on the event loop, emptied on the handler executor.
 */
final class Inbox implements Runnable {

	/**
	 * After so many messages the thread is given back, for other paths to have a turn.
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
	 * @return false if the executor takes no more; the message is not queued then
	 */
	boolean add(Delivery delivery) {
		this.deliveries.add(delivery);
		if (this.pending.getAndIncrement() == 0 && !this.inbound.offer(this)) {
			// No thread is here, so this message is the only one.
			this.pending.set(0);
			this.deliveries.clear();
			return false;
		}
		return true;
	}

	/** Whether nothing waits and nothing is being handled; said on the event loop. */
	boolean isIdle() {
		return this.pending.get() == 0;
	}

	@Override
	public void run() {
		boolean done = takeTurn();
		while (!done && !Trampoline.offer(this.inbound::offer, this)) {
			// What is admitted must be handled: this thread takes another turn.
			done = takeTurn();
		}
	}

	/** Has one message handled after another; false if there are more. */
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
	 * One message and who handles it.
	 *
	 * @param handler the handler
	 * @param message the message
	 * @param from whose it is
	 * @param cost what it takes of the peer's quota
	 */
	record Delivery(MessageHandler handler, NetworkMessage message, PeerIdentity from, int cost) {
	}

}
