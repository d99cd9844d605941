package io.quictransport.spring.boot.messaging;

import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;

/**
 * Notifies a subscriber that there will be no items.
 */
final class FailedPublisher {

	private static final Flow.Subscription NOTHING = new Flow.Subscription() {

		@Override
		public void request(long count) {
			// The end has been told already.
		}

		@Override
		public void cancel() {
			// There is nothing to end.
		}

	};

	private FailedPublisher() {
	}

	/**
	 * Tells it on the executor: the calling thread may be an event loop, the subscriber
	 * may block.
	 */
	static void fail(Flow.Subscriber<?> subscriber, Throwable failure, Executor executor) {
		try {
			executor.execute(() -> fail(subscriber, failure));
		}
		catch (RejectedExecutionException ex) {
			// Here is better than never.
			fail(subscriber, failure);
		}
	}

	private static void fail(Flow.Subscriber<?> subscriber, Throwable failure) {
		subscriber.onSubscribe(NOTHING);
		subscriber.onError(failure);
	}

}
