package io.quictransport.quic;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageException;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.Outcome;
import io.quictransport.wire.Failure;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way to a peer: the future that its caller holds, and the task that
 * submits it on the event loop. All fields but the final ones are confined to the event
 * loop.
 *
 * @param <T> the type of the result
 */
abstract class Call<T> extends TransportFuture<T> implements Runnable {

	private final Outbox outbox;

	private final NetworkMessage message;

	private final long deadline;

	/** The message's id on the wire, 0 until it is admitted to the outbox. */
	long id;

	/** What carries the message, null until it is sent. */
	@Nullable Carrier carrier;

	/** The message's number on its carrier. */
	long sequence;

	/**
	 * The incarnation of the peer that may have run it, told by a connection that is lost
	 * by now; null as long as none may have.
	 */
	@Nullable Long sentTo;

	/** The size of the reply, once it has come. */
	int receivedBytes;

	Call(Outbox outbox, NetworkMessage message, long timeoutNanos) {
		this.outbox = outbox;
		this.message = message;
		this.deadline = System.nanoTime() + timeoutNanos;
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

	/** Whether it may be sent again under the same id, for the peer to handle it once. */
	boolean isRepeatable() {
		return true;
	}

	/** Whether any byte of it may have left. */
	final boolean isSent() {
		Carrier carrier = this.carrier;
		return carrier != null && carrier.streamId() >= 0;
	}

	final Outcome outcomeIfLost() {
		return (isSent() || this.sentTo != null) ? Outcome.UNKNOWN : Outcome.NOT_SENT;
	}

	@Override
	public final void run() {
		this.outbox.submit(this);
	}

	@Override
	public final boolean cancel(boolean mayInterruptIfRunning) {
		boolean cancelled = super.cancel(mayInterruptIfRunning);
		if (cancelled) {
			this.outbox.cancelled(this);
		}
		return cancelled;
	}

	final NetworkException failure(ErrorCode code, Outcome outcome, String detail) {
		Carrier carrier = this.carrier;
		ErrorContext context = ErrorContext.of(this.message);
		if (carrier != null) {
			context = context.withAddress(carrier.connection().remoteAddress());
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
