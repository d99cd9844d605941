package io.quictransport.spring.boot.messaging;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Publishes the answer of a call. Each subscriber makes a call when it requests an item;
 * one that cancels ends its call.
 *
 * @param call makes the call
 */
record PublishedCall(Supplier<CompletableFuture<@Nullable Object>> call) implements Flow.Publisher<Object> {

	@Override
	public void subscribe(Flow.Subscriber<? super Object> subscriber) {
		subscriber.onSubscribe(new Answer(subscriber, this.call));
	}

	/**
	 * Makes the call of one subscriber. Demand and cancellation may come from different
	 * threads.
	 */
	private static final class Answer implements Flow.Subscription {

		/** Stands for no call any more. */
		private static final CompletableFuture<@Nullable Object> CANCELLED = CompletableFuture.completedFuture(null);

		private final Flow.Subscriber<? super Object> subscriber;

		private final Supplier<CompletableFuture<@Nullable Object>> call;

		/** Null before the first item is asked for. */
		private final AtomicReference<@Nullable CompletableFuture<@Nullable Object>> made = new AtomicReference<>();

		Answer(Flow.Subscriber<? super Object> subscriber, Supplier<CompletableFuture<@Nullable Object>> call) {
			this.subscriber = subscriber;
			this.call = call;
		}

		@Override
		public void request(long count) {
			CompletableFuture<@Nullable Object> asked = new CompletableFuture<>();
			if (!this.made.compareAndSet(null, asked)) {
				return;
			}
			if (count <= 0) {
				this.subscriber.onError(new IllegalArgumentException("asked for " + count + " items"));
				return;
			}
			CompletableFuture<@Nullable Object> current;
			try {
				current = this.call.get();
			}
			catch (RuntimeException ex) {
				end(null, ex);
				return;
			}
			if (!this.made.compareAndSet(asked, current)) {
				current.cancel(true);
				return;
			}
			current.whenComplete(this::end);
		}

		private void end(@Nullable Object value, @Nullable Throwable failure) {
			if (this.made.get() == CANCELLED) {
				return;
			}
			if (failure != null) {
				this.subscriber.onError(QuicMessageHandler.unwrapped(failure));
				return;
			}
			if (value != null) {
				this.subscriber.onNext(value);
			}
			this.subscriber.onComplete();
		}

		@Override
		public void cancel() {
			CompletableFuture<@Nullable Object> current = this.made.getAndSet(CANCELLED);
			if (current != null) {
				current.cancel(true);
			}
		}

	}

}
