package io.quictransport.testing.memory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.quictransport.MessagePayload;
import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import io.quictransport.RequestContext;
import io.quictransport.RequestHandler;
import org.jspecify.annotations.Nullable;

/**
 * Represents a request at its receiver, until it is answered. Any thread may call it.
 */
final class IncomingRequest implements RequestContext {

	private final Inbound inbound;

	private final Call<?> call;

	private final List<Runnable> onCancel = new ArrayList<>();

	private final Map<String, String> replyHeaders = new LinkedHashMap<>();

	/** Takes the place of the stage's array; not changed once answered. */
	private @Nullable MessagePayload replyPayload;

	private boolean cancelled;

	private boolean answered;

	IncomingRequest(Inbound inbound, Call<?> call) {
		this.inbound = inbound;
		this.call = call;
	}

	Call<?> call() {
		return this.call;
	}

	void handle(RequestHandler handler, NetworkMessage message) {
		CompletionStage<byte[]> reply;
		try {
			reply = handler.handle(message, this);
			if (reply == null) {
				throw new NullPointerException("the handler returned no stage");
			}
		}
		catch (Throwable ex) {
			failed(message, ex);
			return;
		}
		reply.whenComplete((payload, cause) -> {
			if (cause != null) {
				failed(message,
						(cause instanceof CompletionException && cause.getCause() != null) ? cause.getCause() : cause);
			}
			else {
				replied(message, payload);
			}
		});
	}

	private void replied(NetworkMessage request, byte @Nullable [] payload) {
		Map<String, String> headers = end();
		MessagePayload given = this.replyPayload;
		byte[] copy;
		try {
			copy = (given != null) ? HeldPayload.copyOf(given)
					: Objects.requireNonNull(payload, "the handler completed its stage without a payload").clone();
		}
		catch (RuntimeException ex) {
			failed(request, ex);
			return;
		}
		HeldPayload.end(request.content());
		this.inbound.replied(this, headers, copy);
	}

	private void failed(NetworkMessage request, Throwable cause) {
		end();
		HeldPayload.end(request.content());
		this.inbound.failed(this, cause);
	}

	private synchronized Map<String, String> end() {
		this.answered = true;
		return Map.copyOf(this.replyHeaders);
	}

	/** Nobody waits for the answer any more. */
	void cancel() {
		List<Runnable> actions;
		synchronized (this) {
			if (this.answered || this.cancelled) {
				return;
			}
			this.cancelled = true;
			actions = List.copyOf(this.onCancel);
		}
		actions.forEach(this.inbound::runGuarded);
	}

	@Override
	public PeerId peer() {
		return this.inbound.peer();
	}

	@Override
	public Duration remaining() {
		return Duration.ofNanos(Math.max(0, this.call.deadline() - System.nanoTime()));
	}

	@Override
	public synchronized boolean isCancelled() {
		return this.cancelled;
	}

	@Override
	public void onCancel(Runnable action) {
		synchronized (this) {
			if (this.answered) {
				return;
			}
			if (!this.cancelled) {
				this.onCancel.add(action);
				return;
			}
		}
		this.inbound.runGuarded(action);
	}

	@Override
	public synchronized void replyHeader(String name, String value) {
		if (this.answered) {
			throw new IllegalStateException("the answer is given: it takes no more headers");
		}
		this.replyHeaders.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
	}

	@Override
	public synchronized void replyPayload(MessagePayload payload) {
		if (this.answered) {
			throw new IllegalStateException("the answer is given: it takes no other payload");
		}
		this.replyPayload = Objects.requireNonNull(payload, "payload");
	}

}
