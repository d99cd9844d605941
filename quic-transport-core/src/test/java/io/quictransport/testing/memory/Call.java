package io.quictransport.testing.memory;

import java.util.concurrent.Future;
import java.util.function.Function;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageType;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Tracks one message on its way, with the future of its caller. All fields except the
 * final ones are confined to the event loop.
 *
 * @param <T> the type of the result
 */
class Call<T> extends LoopFuture<T> {

	private final Node node;

	private final NetworkMessage message;

	private final Function<NetworkMessage, T> view;

	private final long deadline;

	/** Fails the call at its deadline. */
	@Nullable Future<?> timer;

	/** What the receiver has made of it, once it is there. */
	@Nullable IncomingRequest incoming;

	Call(Node node, NetworkMessage message, long timeoutNanos, Function<NetworkMessage, T> view) {
		this.node = node;
		this.message = message;
		this.view = view;
		this.deadline = System.nanoTime() + timeoutNanos;
	}

	/** A request whose caller wants the whole reply. */
	static Call<NetworkMessage> forMessage(Node node, NetworkMessage message, long timeoutNanos) {
		return new Call<>(node, message, timeoutNanos, (reply) -> reply);
	}

	/** A request whose caller reads the reply in place. */
	static <T> Call<T> forReader(Node node, NetworkMessage message, long timeoutNanos,
			Function<? super NetworkMessage, ? extends T> reader) {
		return new Call<>(node, message, timeoutNanos, (reply) -> {
			HeldPayload held = new HeldPayload(reply.payload());
			try {
				return reader.apply(new NetworkMessage(reply.source(), reply.destination(), reply.type(), reply.path(),
						reply.headers(), reply.correlationId(), held));
			}
			finally {
				HeldPayload.end(held);
			}
		});
	}

	/** A request whose caller wants the reply's payload. */
	static Call<byte[]> forPayload(Node node, NetworkMessage message, long timeoutNanos) {
		return new Call<>(node, message, timeoutNanos, NetworkMessage::payload);
	}

	/** A one-way message. */
	@SuppressWarnings("NullAway") // Void has no value but null
	static Call<Void> forNothing(Node node, NetworkMessage message, long timeoutNanos) {
		return new Call<>(node, message, timeoutNanos, (admitted) -> null);
	}

	final NetworkMessage message() {
		return this.message;
	}

	final long deadline() {
		return this.deadline;
	}

	/** What the receiver does when the message is there. */
	void arrive(Inbound there) {
		if (this.message.type() == MessageType.REQUEST) {
			there.request(this);
		}
		else {
			there.event(this);
		}
	}

	/** Its caller waits no longer: what the receiver is told. */
	void cancelThere() {
		IncomingRequest request = this.incoming;
		if (request != null) {
			request.cancel();
		}
	}

	final void succeed(NetworkMessage answer) {
		T result;
		try {
			result = this.view.apply(answer);
		}
		catch (Throwable ex) {
			// The application's reader: its failure is that of the call alone.
			super.completeExceptionally(ex);
			return;
		}
		super.complete(result);
	}

	final NetworkException failure(ErrorCode code, Outcome outcome, String detail) {
		return failure(new Told(code, detail), outcome);
	}

	final NetworkException failure(Told told, Outcome outcome) {
		return told.as(outcome, ErrorContext.of(this.message));
	}

	/** The network ends it, unless its caller has. */
	final void fail(NetworkException cause) {
		super.completeExceptionally(cause);
	}

	/** The stream that it asked for is there; false if its caller has ended it. */
	final boolean succeedWith(T result) {
		return super.complete(result);
	}

	@Override
	public final boolean complete(T result) {
		return given(super.complete(result));
	}

	@Override
	public final boolean completeExceptionally(Throwable cause) {
		return given(super.completeExceptionally(cause));
	}

	@Override
	public final boolean cancel(boolean mayInterruptIfRunning) {
		return given(super.cancel(mayInterruptIfRunning));
	}

	/** The caller has ended it, in whichever way. */
	private boolean given(boolean ended) {
		if (ended) {
			this.node.cancelled(this);
		}
		return ended;
	}

}
