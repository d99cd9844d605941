package io.quictransport.internal.messaging;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

import io.quictransport.ErrorCode;
import io.quictransport.MessageException;
import io.quictransport.internal.loop.TransportFuture;

/**
 * Runs an action for each item of a stream. Items arrive no faster than the action takes
 * them, since more credit is granted only when it returns.
 */
final class ItemConsumer implements Flow.Subscriber<byte[]> {

	private final PeerStream stream;

	private final Consumer<? super byte[]> action;

	private final TransportFuture<Void> result = new TransportFuture<>();

	ItemConsumer(PeerStream stream, Consumer<? super byte[]> action) {
		this.stream = stream;
		this.action = action;
	}

	@Override
	public void onSubscribe(Flow.Subscription subscription) {
		subscription.request(Long.MAX_VALUE);
	}

	@Override
	public void onNext(byte[] item) {
		if (this.result.isDone()) {
			return;
		}
		try {
			this.action.accept(item);
		}
		catch (MessageException ex) {
			this.result.completeExceptionally(ex);
			this.stream.reset(ex);
		}
		catch (Throwable ex) {
			this.result.completeExceptionally(ex);
			this.stream.reset(ErrorCode.HANDLER_FAILED, "the reader threw " + ex.getClass().getSimpleName());
		}
	}

	@Override
	public void onError(Throwable cause) {
		this.result.completeExceptionally(cause);
	}

	@Override
	@SuppressWarnings("NullAway") // Void has no value but null
	public void onComplete() {
		this.result.complete(null);
	}

	CompletableFuture<Void> result() {
		return this.result;
	}

}
