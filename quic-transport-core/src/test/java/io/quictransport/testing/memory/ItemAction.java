package io.quictransport.testing.memory;

import java.util.concurrent.Flow;
import java.util.function.Consumer;

import io.quictransport.ErrorCode;
import io.quictransport.MessageException;
import io.quictransport.MessagePayload;
import io.quictransport.internal.loop.TransportFuture.CallerFuture;
import org.jspecify.annotations.Nullable;

/**
 * Runs an action for each item of a stream, and is the future that the caller holds: to
 * end it ends the subscription.
 */
final class ItemAction extends CallerFuture<Void> implements Flow.Subscriber<MessagePayload> {

	private final InMemoryStream stream;

	private final Consumer<? super MessagePayload> action;

	private volatile Flow.@Nullable Subscription subscription;

	ItemAction(InMemoryStream stream, Consumer<? super MessagePayload> action) {
		this.stream = stream;
		this.action = action;
	}

	@Override
	public void onSubscribe(Flow.Subscription subscription) {
		this.subscription = subscription;
		if (isDone()) {
			subscription.cancel();
		}
		else {
			subscription.request(Long.MAX_VALUE);
		}
	}

	@Override
	protected void endedByCaller() {
		Flow.Subscription begun = this.subscription;
		if (begun != null) {
			begun.cancel();
		}
	}

	@Override
	public void onNext(MessagePayload item) {
		if (isDone()) {
			return;
		}
		try {
			this.action.accept(item);
		}
		catch (MessageException ex) {
			reject(ex);
			this.stream.reset(ex);
		}
		catch (Throwable ex) {
			reject(ex);
			this.stream.reset(ErrorCode.HANDLER_FAILED, "the reader threw " + ex.getClass().getSimpleName());
		}
	}

	@Override
	public void onError(Throwable cause) {
		reject(cause);
	}

	@Override
	@SuppressWarnings("NullAway") // Void has no value but null
	public void onComplete() {
		resolve(null);
	}

}
