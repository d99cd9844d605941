package io.quictransport.testing.memory;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

import io.quictransport.ErrorCode;
import io.quictransport.MessageException;

/**
 * Runs an action for each item of a stream.
 */
final class ItemAction implements Flow.Subscriber<byte[]> {

	private final InMemoryStream stream;

	private final Consumer<? super byte[]> action;

	private final LoopFuture<Void> result = new LoopFuture<>();

	ItemAction(InMemoryStream stream, Consumer<? super byte[]> action) {
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
	public void onComplete() {
		LoopFuture.done(this.result);
	}

	CompletableFuture<Void> result() {
		return this.result;
	}

}
