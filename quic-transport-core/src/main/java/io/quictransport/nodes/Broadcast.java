package io.quictransport.nodes;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.internal.loop.TransportFuture.CallerFuture;
import org.jspecify.annotations.Nullable;

/**
 * Collects the results of one publication at each of its nodes. Cancelling the future
 * cancels those that are not known yet.
 */
final class Broadcast extends CallerFuture<PublishResult> {

	private final Audience audience;

	private final Map<PeerId, Delivery> deliveries = new ConcurrentHashMap<>();

	private final List<CompletableFuture<Void>> running = new CopyOnWriteArrayList<>();

	private final AtomicInteger awaited;

	private Broadcast(Audience audience) {
		this.audience = audience;
		// One more, so that it does not end before it has begun everywhere.
		this.awaited = new AtomicInteger(audience.nodes().size() + 1);
	}

	static Broadcast begin(Audience audience, Deadline deadline, NodeAttempt<Void> attempt) {
		Broadcast broadcast = new Broadcast(audience);
		Duration timeout = deadline.left();
		for (PeerId node : audience.nodes()) {
			broadcast.send(node, timeout, attempt);
		}
		broadcast.known();
		return broadcast;
	}

	private void send(PeerId node, Duration timeout, NodeAttempt<Void> attempt) {
		CompletableFuture<Void> sent;
		try {
			sent = attempt.at(node, timeout);
		}
		catch (Throwable ex) {
			sent = CompletableFuture.failedFuture(ex);
		}
		if (!sent.isDone()) {
			this.running.add(sent);
		}
		sent.whenComplete((admitted, failure) -> {
			this.deliveries.put(node, (failure == null) ? Delivery.ACKNOWLEDGED : failed(node, failure));
			known();
		});
	}

	private static Delivery failed(PeerId node, Throwable failure) {
		return Delivery.failed((Failures.unwrapped(failure) instanceof NetworkException known) ? known
				: NetworkException.of(ErrorCode.INTERNAL, Outcome.UNKNOWN, "the message could not be sent",
						ErrorContext.of(node), failure));
	}

	private void known() {
		if (this.awaited.decrementAndGet() > 0) {
			return;
		}
		NetworkException none = couldNotBeSent();
		if (none != null) {
			reject(none);
		}
		else {
			resolve(new PublishResult(this.deliveries, this.audience.unidentified()));
		}
	}

	/** Why the message could be sent to no node, whichever that is; null otherwise. */
	private @Nullable NetworkException couldNotBeSent() {
		NetworkException why = null;
		for (Delivery delivery : this.deliveries.values()) {
			NetworkException failure = delivery.failure();
			if (failure == null || failure.outcome() != Outcome.NOT_SENT || !isOfSender(failure.code())) {
				return null;
			}
			why = failure;
		}
		return why;
	}

	private static boolean isOfSender(ErrorCode code) {
		return code == ErrorCode.INVALID_MESSAGE || code == ErrorCode.NOT_RUNNING;
	}

	@Override
	protected void endedByCaller() {
		this.running.forEach((sent) -> sent.cancel(true));
	}

}
