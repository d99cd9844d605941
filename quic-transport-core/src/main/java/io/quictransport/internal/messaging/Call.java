package io.quictransport.internal.messaging;

import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.quictransport.ApplicationException;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageException;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.internal.loop.TransportFuture.CallerFuture;
import io.quictransport.internal.wire.MessageFrames.ApplicationError;
import io.quictransport.internal.wire.MessageFrames.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Tracks one message on its way to a peer: the future that its caller holds, the task
 * that submits it on the event loop, and, by its {@link CallState}, the only record of
 * how far it has come. All fields except the final ones are confined to the event loop.
 *
 * @param <T> the type of the result
 */
abstract class Call<T> extends CallerFuture<T> implements Runnable, OfPeer {

	private final CallOwner owner;

	private final NetworkMessage message;

	private final long deadline;

	/** The message's id on the wire, 0 until it is admitted to the outbox. */
	private long id;

	private CallState state = CallState.UNSENT;

	/** What carries the message, or will once its stream is open; null if nothing. */
	private @Nullable Carrier carrier;

	/** The message's number on its carrier. */
	private long sequence;

	/** The incarnation of the peer on the last lost connection, null if none was lost. */
	private @Nullable Long lostIncarnation;

	/** When it was made. */
	private long madeAt;

	/** Whether the outbox counts the call among those that the peer counts. */
	private boolean counted;

	/**
	 * Makes a call that is unsent.
	 * @param owner takes the call
	 * @param message the message to send
	 * @param deadline when its caller stops waiting
	 */
	Call(CallOwner owner, NetworkMessage message, long deadline) {
		this.owner = owner;
		this.message = message;
		this.deadline = deadline;
	}

	final NetworkMessage message() {
		return this.message;
	}

	@Override
	public final PeerId peer() {
		return this.message.destination();
	}

	final int payloadLength() {
		return this.message.content().length();
	}

	/**
	 * Whether the payload that was just copied may be another by now: its caller has
	 * ended the call, and may use the buffer again from then on.
	 */
	final boolean isTakenBack() {
		if (this.message.content().hasArray()) {
			return false;
		}
		// What was copied must not be read after this.
		VarHandle.acquireFence();
		return isDone();
	}

	final long deadline() {
		return this.deadline;
	}

	/** The time left, at least one millisecond: zero would mean that there is none. */
	final long remainingMillis(long now) {
		return Math.max(1, TimeUnit.NANOSECONDS.toMillis(this.deadline - now));
	}

	final long id() {
		return this.id;
	}

	/** When the call was made. */
	final long madeAt() {
		return this.madeAt;
	}

	/** States when the call was made; before it is passed to the event loop. */
	final void madeAt(long time) {
		this.madeAt = time;
	}

	/** The outbox has admitted the call under an id. */
	final void numbered(long given) {
		this.id = given;
	}

	final @Nullable Carrier carrier() {
		return this.carrier;
	}

	final long sequence() {
		return this.sequence;
	}

	final CallState state() {
		return this.state;
	}

	/** The call waits for the stream of this carrier. */
	final void waitsFor(Carrier by) {
		this.carrier = by;
	}

	/**
	 * Whether a carrier may still take it: its caller waits, and no other connection has
	 * taken it over.
	 */
	final boolean isLeftTo(Carrier by, long now) {
		return this.carrier == by && !isDone() && this.deadline - now > 0;
	}

	/** The bytes of the call go to the open stream of this carrier. */
	final void carriedBy(Carrier by, long number) {
		this.state = this.state.carried();
		this.carrier = by;
		this.sequence = number;
	}

	/** The call is with its handler without having been carried there. */
	final void delivered() {
		this.state = this.state.carried();
	}

	/** The connection of the call is lost: nothing carries it any more. */
	final void takenBack(long incarnation) {
		this.state = this.state.takenBack();
		this.lostIncarnation = incarnation;
		this.carrier = null;
	}

	final boolean isCounted() {
		return this.counted;
	}

	final void counted(boolean now) {
		this.counted = now;
	}

	/** The call has ended, successfully or not. */
	final void resolved() {
		this.state = CallState.RESOLVED;
	}

	/**
	 * Whether a connection was lost that may have delivered the message to its handler.
	 */
	final boolean mayHaveRun() {
		return this.state.mayHaveRunBefore();
	}

	/**
	 * Whether the message may have been handled by an incarnation of the peer other than
	 * this one.
	 */
	final boolean mayHaveRunElsewhere(long incarnation) {
		Long lost = this.lostIncarnation;
		return mayHaveRun() && lost != null && lost != incarnation;
	}

	/**
	 * Whether the message may be sent again under the same id, for the peer to handle it
	 * once.
	 */
	boolean isRepeatable() {
		return true;
	}

	/** Whether the message keeps its place among the messages of its path. */
	boolean isOrdered() {
		return false;
	}

	/** The order to which the message belongs, null if none or if it has left it. */
	@Nullable PathOrder order() {
		return null;
	}

	/** Enters the order of its path, or leaves it. */
	void order(@Nullable PathOrder entered) {
		throw new IllegalStateException("the messages of this kind keep no order");
	}

	/** Whether the peer acknowledges its admission. */
	boolean isAcknowledged() {
		return false;
	}

	/** The peer has acknowledged it. */
	void acknowledged() {
		throw new IllegalStateException("the messages of this kind are not acknowledged");
	}

	/** Whether the peer is informed when nobody waits for the answer any more. */
	boolean tellsCancellation() {
		return false;
	}

	@Override
	public final void run() {
		try {
			this.owner.submit(this);
		}
		catch (Throwable ex) {
			this.owner.notSubmitted(this, ex);
		}
	}

	@Override
	protected final void endedByCaller() {
		this.owner.cancelled(this);
	}

	/** Makes the failure of a call that ends without a statement of the peer. */
	final NetworkException failure(ErrorCode code, String detail) {
		return failure(code, this.state.outcomeIfLost(), detail);
	}

	/** Makes the failure of a call that the peer's GOAWAY does not list. */
	final NetworkException failureBeyond(String detail) {
		return failure(ErrorCode.DRAINING, this.state.outcomeIfBeyond(), detail);
	}

	/** Makes the failure that the peer states, which covers all copies of the call. */
	final NetworkException failure(Failure failure) {
		ApplicationError application = failure.application();
		if (application != null) {
			return new ApplicationException(application.code(), failure.outcome(), failure.text(), context(), null,
					Duration.ofMillis(failure.retryAfterMillis()), application.details());
		}
		NetworkException known = failure(failure.code(), failure.outcome(), failure.text());
		if (failure.retryAfterMillis() > 0 && known instanceof MessageException refused) {
			// The peer may state any number.
			long millis = Math.min(failure.retryAfterMillis(), MessageException.MAX_RETRY_AFTER.toMillis());
			return new MessageException(refused.code(), refused.outcome(),
					refused.detail() + "; try again after " + millis + " ms", refused.context(), null,
					Duration.ofMillis(millis));
		}
		return known;
	}

	private NetworkException failure(ErrorCode code, Outcome outcome, String detail) {
		return NetworkException.of(code, outcome, detail, context());
	}

	private ErrorContext context() {
		Carrier by = this.carrier;
		ErrorContext context = ErrorContext.of(this.message);
		return (by != null) ? context.withAddress(by.connection().remoteAddress()) : context;
	}

	/**
	 * Accepts calls from their callers.
	 */
	interface CallOwner {

		/**
		 * Sends a call, keeps it until it can be sent, or fails it; on the event loop.
		 */
		void submit(Call<?> call);

		/**
		 * A call could not be submitted, for want of memory for one: its caller is told.
		 */
		void notSubmitted(Call<?> call, Throwable cause);

		/** The caller has cancelled; on any thread. */
		void cancelled(Call<?> call);

	}

}
