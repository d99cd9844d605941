package io.quictransport.internal.messaging;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageException;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.Outcome;
import io.quictransport.internal.loop.TransportFuture;
import io.quictransport.internal.wire.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Follows one message on its way to a peer: the future that its caller holds, the task
 * that submits it on the event loop, and the one place that knows how far it has come. It
 * is first unsent, then carried, perhaps taken back from a connection that was lost and
 * carried again, and in the end resolved. All fields but the final ones are confined to
 * the event loop.
 *
 * @param <T> the type of the result
 */
abstract class Call<T> extends TransportFuture<T> implements Runnable {

	private final CallOwner owner;

	private final NetworkMessage message;

	private final long deadline;

	/** The message's id on the wire, 0 until it is admitted to the outbox. */
	private long id;

	/** What carries the message, null while nothing does. */
	private @Nullable Carrier carrier;

	/** The message's number on its carrier. */
	private long sequence;

	/**
	 * The incarnation of the peer that may have run it, told by a connection that is lost
	 * by now; null as long as none may have.
	 */
	private @Nullable Long mayHaveRunAt;

	/** The size of the reply, once it has come. */
	private int receivedBytes;

	/**
	 * Makes a call that is unsent.
	 * @param owner takes it
	 * @param message what is sent
	 * @param deadline when its caller gives up
	 */
	Call(CallOwner owner, NetworkMessage message, long deadline) {
		this.owner = owner;
		this.message = message;
		this.deadline = deadline;
	}

	final NetworkMessage message() {
		return this.message;
	}

	final int payloadLength() {
		return this.message.payload().length;
	}

	final long deadline() {
		return this.deadline;
	}

	/** The time left, at least one millisecond: zero would say that there is none. */
	final long remainingMillis(long now) {
		return Math.max(1, TimeUnit.NANOSECONDS.toMillis(this.deadline - now));
	}

	final long id() {
		return this.id;
	}

	/** The outbox has admitted it under an id. */
	final void numbered(long given) {
		this.id = given;
	}

	final @Nullable Carrier carrier() {
		return this.carrier;
	}

	final long sequence() {
		return this.sequence;
	}

	/** Something carries it now. */
	final void carriedBy(Carrier by, long number) {
		this.carrier = by;
		this.sequence = number;
	}

	/** Its connection is lost: nothing carries it any more. */
	final void takenBack(long incarnation) {
		if (isSent()) {
			this.mayHaveRunAt = incarnation;
		}
		this.carrier = null;
	}

	/** A reply of this size has come. */
	final void received(int bytes) {
		this.receivedBytes = bytes;
	}

	final int receivedBytes() {
		return this.receivedBytes;
	}

	/** Whether any byte of it may have left with its carrier. */
	private boolean isSent() {
		Carrier by = this.carrier;
		return by != null && by.streamId() >= 0;
	}

	/** Whether a connection was lost that may have brought it to its handler. */
	final boolean mayHaveRun() {
		return this.mayHaveRunAt != null;
	}

	/** Whether it may have been handled by another incarnation of the peer than this. */
	final boolean mayHaveRunElsewhere(long incarnation) {
		Long before = this.mayHaveRunAt;
		return before != null && before != incarnation;
	}

	/** What is known of it if it ends now without an answer. */
	final Outcome outcomeIfLost() {
		return (isSent() || mayHaveRun()) ? Outcome.UNKNOWN : Outcome.NOT_SENT;
	}

	/** Whether it may be sent again under the same id, for the peer to handle it once. */
	boolean isRepeatable() {
		return true;
	}

	/** Whether it keeps its place among the messages of its path. */
	boolean isOrdered() {
		return false;
	}

	/** The order that it keeps, null if it keeps none or has left it. */
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

	/** Whether the peer is told when nobody waits for the answer any more. */
	boolean tellsCancellation() {
		return false;
	}

	@Override
	public final void run() {
		this.owner.submit(this);
	}

	@Override
	public final boolean cancel(boolean mayInterruptIfRunning) {
		boolean cancelled = super.cancel(mayInterruptIfRunning);
		if (cancelled) {
			this.owner.cancelled(this);
		}
		return cancelled;
	}

	final NetworkException failure(ErrorCode code, Outcome outcome, String detail) {
		Carrier by = this.carrier;
		ErrorContext context = ErrorContext.of(this.message);
		if (by != null) {
			context = context.withAddress(by.connection().remoteAddress());
		}
		return NetworkException.of(code, outcome, detail, context);
	}

	final NetworkException failure(Failure failure) {
		NetworkException known = failure(failure.code(), failure.outcome(), failure.text());
		if (failure.retryAfterMillis() > 0 && known instanceof MessageException refused) {
			return new MessageException(refused.code(), refused.outcome(),
					refused.detail() + "; try again after " + failure.retryAfterMillis() + " ms", refused.context(),
					null, Duration.ofMillis(failure.retryAfterMillis()));
		}
		return known;
	}

}
