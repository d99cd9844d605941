package io.quictransport.spring.boot.messaging;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

import org.jspecify.annotations.Nullable;

/**
 * Completes with the first item of a publisher, or with null if there is none. Cancelling
 * it cancels the subscription, so that work without a waiting caller ends.
 */
final class SingleValue extends CompletableFuture<@Nullable Object> implements Flow.Subscriber<Object> {

	private volatile Flow.@Nullable Subscription subscription;

	@Override
	public void onSubscribe(Flow.Subscription subscription) {
		if (this.subscription != null) {
			subscription.cancel();
			return;
		}
		this.subscription = subscription;
		if (isDone()) {
			subscription.cancel();
		}
		else {
			subscription.request(Long.MAX_VALUE);
		}
	}

	@Override
	public void onNext(Object item) {
		complete(item);
	}

	@Override
	public void onError(Throwable failure) {
		completeExceptionally(failure);
	}

	@Override
	public void onComplete() {
		complete(null);
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		boolean cancelled = super.cancel(mayInterruptIfRunning);
		Flow.Subscription current = this.subscription;
		if (current != null) {
			current.cancel();
		}
		return cancelled;
	}

}
