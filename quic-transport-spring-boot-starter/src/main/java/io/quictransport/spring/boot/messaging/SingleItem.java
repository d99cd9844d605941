package io.quictransport.spring.boot.messaging;

import java.util.concurrent.Flow;

import org.jspecify.annotations.Nullable;

/**
 * Publishes one item, or none, to each subscriber.
 *
 * @param item the item, null for none
 */
record SingleItem(@Nullable Object item) implements Flow.Publisher<Object> {

	@Override
	public void subscribe(Flow.Subscriber<? super Object> subscriber) {
		subscriber.onSubscribe(new Single(subscriber, this.item));
		if (this.item == null) {
			subscriber.onComplete();
		}
	}

	/**
	 * Used by one thread at a time, as subscribers of Reactive Streams do.
	 */
	private static final class Single implements Flow.Subscription {

		private final Flow.Subscriber<? super Object> subscriber;

		private @Nullable Object item;

		Single(Flow.Subscriber<? super Object> subscriber, @Nullable Object item) {
			this.subscriber = subscriber;
			this.item = item;
		}

		@Override
		public void request(long count) {
			Object next = this.item;
			this.item = null;
			if (next == null) {
				return;
			}
			if (count <= 0) {
				this.subscriber.onError(new IllegalArgumentException("asked for " + count + " items"));
				return;
			}
			this.subscriber.onNext(next);
			this.subscriber.onComplete();
		}

		@Override
		public void cancel() {
			this.item = null;
		}

	}

}
