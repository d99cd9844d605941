package io.quictransport.quic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.quictransport.ErrorCode;
import io.quictransport.MessageException;
import io.quictransport.NetworkMessage;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.RequestContext;
import io.quictransport.RequestHandler;
import io.quictransport.wire.Failure;
import org.jspecify.annotations.Nullable;

/**
 * A request of a peer, from its arrival until the peer has settled it: the task that runs
 * its handler, the handler's view of it, and its answer, kept for the case that the
 * request comes again. The handler's side may be on any thread and is guarded by the
 * monitor where it meets the event loop's; the way back to the caller is confined to the
 * event loop.
 */
final class InboundRequest implements RequestContext, Runnable {

	private final Inbound inbound;

	/** Where the answer goes; let go of when it has, the answer is kept for longer. */
	private @Nullable Connection connection;

	private @Nullable InboundLane lane;

	private @Nullable Answer answer;

	private boolean settled;

	private final long id;

	private final long begun;

	private final long deadline;

	private final String path;

	/** Let go of when the handler has it: the answer may be remembered for a while. */
	private @Nullable NetworkMessage message;

	private @Nullable RequestHandler handler;

	/** The thread that is in the handler; means something to that thread only. */
	private @Nullable Thread runner;

	private volatile boolean cancelled;

	private boolean ended;

	private @Nullable List<Runnable> onCancel;

	private @Nullable Map<String, String> replyHeaders;

	InboundRequest(Inbound inbound, Connection connection, @Nullable InboundLane lane, long id, long timeoutMillis,
			NetworkMessage message, RequestHandler handler) {
		this.inbound = inbound;
		this.connection = connection;
		this.lane = lane;
		this.id = id;
		this.begun = connection.liveness().lastHeard();
		this.deadline = this.begun + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
		this.path = message.path();
		this.message = message;
		this.handler = handler;
	}

	long id() {
		return this.id;
	}

	/** How long it has been here. */
	long age() {
		return System.nanoTime() - this.begun;
	}

	long deadline() {
		return this.deadline;
	}

	/** The request has come again, over a connection that may be new. */
	void rejoin(Connection over, @Nullable InboundLane via) {
		Answer given = this.answer;
		if (given != null) {
			if (!over.inboundLanes().unread().isFull()) {
				given.send(over, via, this.id);
			}
			return;
		}
		this.connection = over;
		this.lane = via;
	}

	/** The handler has answered, or failed. */
	void answered(Answer given) {
		if (!this.settled) {
			this.answer = given;
		}
		Connection over = this.connection;
		InboundLane via = this.lane;
		this.connection = null;
		this.lane = null;
		if (over != null) {
			given.send(over, via, this.id);
		}
	}

	int replySize() {
		Answer given = this.answer;
		return (given != null) ? given.size() : 0;
	}

	boolean isSettled() {
		return this.settled;
	}

	/** Its caller waits no more, for whatever reason. */
	void settle() {
		this.settled = true;
		cancel();
	}

	@Override
	public void run() {
		NetworkMessage request = this.message;
		RequestHandler given = this.handler;
		if (request == null || given == null) {
			throw new IllegalStateException("a request is handled once");
		}
		this.message = null;
		this.handler = null;
		this.runner = Thread.currentThread();
		handle(request, given);
		this.runner = null;
	}

	private void handle(NetworkMessage request, RequestHandler given) {
		CompletionStage<byte[]> reply;
		try {
			reply = given.handle(request, this);
		}
		catch (Throwable ex) {
			failed(ex);
			return;
		}
		if (reply == null) {
			failed(new NullPointerException("the handler returned no stage"));
			return;
		}
		if (reply instanceof CompletableFuture<byte[]> known && known.isDone() && !known.isCompletedExceptionally()) {
			// Most handlers answer at once: there is nothing to wait for.
			completed(known.join(), null);
		}
		else {
			reply.whenComplete(this::completed);
		}
	}

	private void completed(byte @Nullable [] payload, @Nullable Throwable cause) {
		if (cause != null) {
			failed((cause instanceof CompletionException && cause.getCause() != null) ? cause.getCause() : cause);
		}
		else if (payload == null) {
			failed(new NullPointerException("the handler completed its stage without a payload"));
		}
		else {
			replied(payload);
		}
	}

	private void replied(byte[] payload) {
		Map<String, String> headers = end();
		this.inbound.onLoop(() -> this.inbound.replied(this, new Answer.Reply(headers, payload)), isRunning());
	}

	/** Whether the handler completes its reply before it returns. */
	boolean isRunning() {
		return this.runner == Thread.currentThread();
	}

	private void failed(Throwable cause) {
		end();
		Failure failure = (cause instanceof MessageException told)
				? new Failure(this.id, told.code(), this.inbound.outcome(told), told.retryAfter().toMillis(),
						told.detail())
				: new Failure(this.id, ErrorCode.HANDLER_FAILED, Outcome.UNKNOWN, 0,
						"the handler threw " + cause.getClass().getSimpleName());
		this.inbound.onLoop(() -> this.inbound.failed(this, new Answer.Refusal(failure), cause), isRunning());
	}

	/** No cancellation is told from here on, and the headers stay as they are. */
	private synchronized Map<String, String> end() {
		this.ended = true;
		this.onCancel = null;
		return (this.replyHeaders != null) ? this.replyHeaders : Map.of();
	}

	/** Nobody waits for the answer any more. */
	void cancel() {
		List<Runnable> actions;
		synchronized (this) {
			if (this.ended || this.cancelled) {
				return;
			}
			this.cancelled = true;
			actions = this.onCancel;
			this.onCancel = null;
		}
		if (actions != null) {
			actions.forEach((action) -> this.inbound.runGuarded(action));
		}
	}

	@Override
	public PeerId peer() {
		return this.inbound.peer();
	}

	@Override
	public Duration remaining() {
		return Duration.ofNanos(Math.max(0, this.deadline - System.nanoTime()));
	}

	@Override
	public boolean isCancelled() {
		return this.cancelled;
	}

	@Override
	public void onCancel(Runnable action) {
		synchronized (this) {
			if (this.ended) {
				return;
			}
			if (!this.cancelled) {
				List<Runnable> actions = this.onCancel;
				if (actions == null) {
					actions = new ArrayList<>(1);
					this.onCancel = actions;
				}
				actions.add(action);
				return;
			}
		}
		this.inbound.runGuarded(action);
	}

	@Override
	public synchronized void replyHeader(String name, String value) {
		if (this.ended) {
			throw new IllegalStateException("the answer is given: it takes no more headers");
		}
		Objects.requireNonNull(name, "name");
		Objects.requireNonNull(value, "value");
		Map<String, String> headers = this.replyHeaders;
		if (headers == null) {
			headers = new LinkedHashMap<>();
			this.replyHeaders = headers;
		}
		headers.put(name, value);
	}

	@Override
	public String toString() {
		return this.path + " id " + this.id;
	}

}
