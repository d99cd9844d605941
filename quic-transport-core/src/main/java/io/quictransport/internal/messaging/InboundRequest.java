package io.quictransport.internal.messaging;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.quictransport.ErrorCode;
import io.quictransport.MessageException;
import io.quictransport.MessagePayload;
import io.quictransport.NetworkMessage;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.RequestContext;
import io.quictransport.RequestHandler;
import io.quictransport.internal.text.ForeignText;
import io.quictransport.internal.wire.MessageFrames.ApplicationError;
import io.quictransport.internal.wire.MessageFrames.Failure;
import io.quictransport.internal.wire.WireLimits;
import org.jspecify.annotations.Nullable;

/**
 * Tracks a request of a peer from its arrival until the peer has settled it: it runs the
 * handler, is the handler's view of the request and the task that sends the answer to the
 * caller, and keeps the answer in case the request arrives again. The handler's side may
 * be on any thread; it meets the event loop in {@link RequestExtras}, and when it passes
 * on the answer. The rest is confined to the event loop.
 */
final class InboundRequest implements RequestContext, HandlerQueue.Task, Runnable, OfPeer {

	private static final VarHandle EXTRAS;

	static {
		try {
			EXTRAS = MethodHandles.lookup().findVarHandle(InboundRequest.class, "extras", RequestExtras.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final Inbound inbound;

	private final PeerIdentity from;

	/** The destination of the answer; cleared once sent, as the answer is kept longer. */
	private @Nullable ReplyPath path;

	private @Nullable Answer answer;

	private boolean settled;

	private final long id;

	private final long begun;

	private final long deadline;

	private final String name;

	/** Cleared when the handler has it: the answer may be remembered for a while. */
	private @Nullable NetworkMessage message;

	private @Nullable RequestHandler handler;

	/** The payload, if it is a view: it lives until the handler is complete. */
	private final @Nullable PayloadView view;

	/** The thread that runs the handler; meaningful to that thread only. */
	private @Nullable Thread runner;

	private volatile boolean cancelled;

	/** Null as long as the handler has used none and is not complete. */
	private volatile @Nullable RequestExtras extras;

	/** The handler's answer, passed to the event loop. */
	private @Nullable Answer made;

	private @Nullable Throwable cause;

	/**
	 * Makes a request that is not handled yet.
	 * @param inbound everything that the peer requests
	 * @param from the sender
	 * @param back the path of the answer
	 * @param id its id
	 * @param begun when it arrived
	 * @param deadline until when its caller waits
	 * @param message the message
	 * @param handler handles it
	 */
	InboundRequest(Inbound inbound, PeerIdentity from, ReplyPath back, long id, long begun, long deadline,
			NetworkMessage message, RequestHandler handler) {
		this.inbound = inbound;
		this.from = from;
		this.path = back;
		this.id = id;
		this.begun = begun;
		this.deadline = deadline;
		this.name = message.path();
		this.message = message;
		this.handler = handler;
		this.view = (message.content() instanceof PayloadView known) ? known : null;
	}

	long id() {
		return this.id;
	}

	long deadline() {
		return this.deadline;
	}

	String path() {
		return this.name;
	}

	/** The request has arrived again, perhaps over a new connection. */
	void rejoin(ReplyPath back) {
		Answer given = this.answer;
		if (given == null) {
			this.path = back;
		}
		else if (!back.isFull()) {
			given.send(back, this.id);
		}
	}

	/** The handler has answered, or failed. */
	void answered(Answer given) {
		if (!this.settled) {
			this.answer = given;
		}
		ReplyPath back = this.path;
		this.path = null;
		if (back != null) {
			given.send(back, this.id);
		}
	}

	int replySize() {
		Answer given = this.answer;
		return (given != null) ? given.size() : 0;
	}

	boolean isSettled() {
		return this.settled;
	}

	/** Whether the handler has answered or failed, which ends its work. */
	boolean isOver() {
		return this.extras == RequestExtras.ENDED;
	}

	/** Its caller no longer waits, for whatever reason. */
	void settle() {
		this.settled = true;
		cancel();
	}

	@Override
	public void handle() {
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
		byte @Nullable [] payload;
		try {
			CompletionStage<byte[]> reply = given.handle(request, this);
			if (reply == null) {
				throw new NullPointerException("the handler returned no stage");
			}
			if (!isThere(reply)) {
				reply.whenComplete(this::completed);
				return;
			}
			// The application may have put a failure in its place by now.
			payload = reply.toCompletableFuture().join();
		}
		catch (Throwable ex) {
			failed(ex);
			return;
		}
		completed(payload, null);
	}

	/** Whether the reply is complete: most handlers answer immediately. */
	private static boolean isThere(CompletionStage<byte[]> reply) {
		return reply instanceof CompletableFuture<byte[]> known && known.isDone() && !known.isCompletedExceptionally();
	}

	private void completed(byte @Nullable [] payload, @Nullable Throwable cause) {
		if (cause != null) {
			failed((cause instanceof CompletionException && cause.getCause() != null) ? cause.getCause() : cause);
		}
		else {
			Answer reply;
			try {
				reply = reply(payload);
			}
			catch (Throwable ex) {
				failed(ex);
				return;
			}
			ended(reply, null);
		}
	}

	private Answer reply(byte @Nullable [] payload) {
		RequestExtras used = end();
		MessagePayload other = (used != null) ? used.replyPayload() : null;
		Map<String, String> headers = (used != null) ? used.replyHeaders() : Map.of();
		if (other != null) {
			return new Answer.Reply(headers, PayloadView.outliving(other));
		}
		if (payload == null) {
			throw new NullPointerException("the handler completed its stage without a payload");
		}
		return new Answer.Reply(headers, MessagePayload.of(payload));
	}

	private void failed(Throwable cause) {
		end();
		Failure failure = (cause instanceof MessageException told)
				? new Failure(this.id, told.code(), this.inbound.outcome(told), told.retryAfter().toMillis(),
						told.detail(), ApplicationError.of(told))
				: new Failure(this.id, ErrorCode.HANDLER_FAILED, Outcome.UNKNOWN, 0,
						"the handler threw " + cause.getClass().getSimpleName());
		ended(new Answer.Refusal(failure), cause);
	}

	private void ended(Answer made, @Nullable Throwable cause) {
		if (this.view != null) {
			PayloadView.end(this.view);
		}
		this.made = made;
		this.cause = cause;
		this.inbound.onLoop(this, isRunning());
	}

	/** Whether the handler completes its reply before it returns. */
	private boolean isRunning() {
		return this.runner == Thread.currentThread();
	}

	/** Sends the handler's answer to the caller. */
	@Override
	public void run() {
		Answer given = this.made;
		Throwable failed = this.cause;
		if (given == null) {
			throw new IllegalStateException("a request is answered once");
		}
		this.made = null;
		this.cause = null;
		if (!isRunning()) {
			// Answers that are given on the event loop at once say nothing about the
			// handlers' duration.
			this.inbound.handlerTook(this.inbound.now() - this.begun);
		}
		if (failed != null) {
			this.inbound.failed(this, given, failed);
		}
		else {
			this.inbound.replied(this, given);
		}
	}

	/** From here on no cancellation is reported, and what was used does not change. */
	private @Nullable RequestExtras end() {
		RequestExtras used = (RequestExtras) EXTRAS.getAndSet(this, RequestExtras.ENDED);
		if (used != null) {
			used.end();
		}
		return used;
	}

	/** Nobody waits for the answer any more; on the event loop. */
	void cancel() {
		if (isOver()) {
			return;
		}
		this.cancelled = true;
		RequestExtras used = this.extras;
		if (used != null) {
			used.takeActions().forEach(this.inbound::runGuarded);
		}
	}

	@Override
	public PeerId peer() {
		return this.from.peer();
	}

	@Override
	public Optional<X509Certificate> certificate() {
		return this.from.certificate();
	}

	@Override
	public Duration remaining() {
		return Duration.ofNanos(Math.max(0, this.deadline - this.inbound.now()));
	}

	@Override
	public boolean isCancelled() {
		return this.cancelled;
	}

	@Override
	public void onCancel(Runnable action) {
		RequestExtras used = extras();
		used.onCancel(action);
		if (this.cancelled) {
			// It may have been added too late for the event loop to see it.
			used.takeActions().forEach(this.inbound::runGuarded);
		}
	}

	@Override
	public void replyHeader(String name, String value) {
		extras().replyHeader(name, value);
	}

	@Override
	public void replyPayload(MessagePayload payload) {
		extras().replyPayload(payload);
	}

	private RequestExtras extras() {
		RequestExtras used = this.extras;
		if (used != null) {
			return used;
		}
		RequestExtras fresh = new RequestExtras();
		RequestExtras other = (RequestExtras) EXTRAS.compareAndExchange(this, (RequestExtras) null, fresh);
		return (other != null) ? other : fresh;
	}

	@Override
	public String toString() {
		return ForeignText.line(this.name) + " id " + this.id;
	}

	/**
	 * Holds the outcome that a handler has produced for a request.
	 */
	sealed interface Answer {

		/** Sends it to the caller. */
		void send(ReplyPath to, long requestId);

		/** The bytes that remembering the answer takes. */
		int size();

		/**
		 * Holds the handler's reply.
		 *
		 * @param headers the reply's headers
		 * @param payload the reply's content
		 */
		record Reply(Map<String, String> headers, MessagePayload payload) implements Answer {

			@Override
			public void send(ReplyPath to, long requestId) {
				if (to.isClosed()) {
					return;
				}
				Failure tooLarge = check(requestId, to.limits());
				if (tooLarge != null) {
					to.error(tooLarge);
				}
				else {
					to.reply(requestId, this.headers, this.payload);
				}
			}

			private @Nullable Failure check(long requestId, WireLimits limits) {
				if (this.payload.length() > limits.maxMessageSize()) {
					return new Failure(requestId, ErrorCode.MESSAGE_TOO_LARGE, Outcome.UNKNOWN, 0, "the reply has "
							+ this.payload.length() + " bytes, at most " + limits.maxMessageSize() + " are admitted");
				}
				int headerSize = WireLimits.sizeOf(this.headers);
				if (headerSize > limits.maxHeaderSize()) {
					return new Failure(requestId, ErrorCode.HEADERS_TOO_LARGE, Outcome.UNKNOWN, 0,
							"the reply's headers take " + headerSize + " bytes, at most " + limits.maxHeaderSize()
									+ " are admitted");
				}
				return null;
			}

			@Override
			public int size() {
				return this.payload.length();
			}

		}

		/**
		 * Holds the handler's failure.
		 *
		 * @param failure the failure that the caller receives
		 */
		record Refusal(Failure failure) implements Answer {

			@Override
			public void send(ReplyPath to, long requestId) {
				if (!to.isClosed()) {
					to.error(this.failure);
				}
			}

			@Override
			public int size() {
				return this.failure.size();
			}

		}

	}

}
