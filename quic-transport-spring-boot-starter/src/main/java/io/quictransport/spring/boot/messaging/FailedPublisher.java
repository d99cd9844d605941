package io.quictransport.spring.boot.messaging;

import java.util.concurrent.Flow;

/**
 * Tells a subscriber that there will be no items.
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

	static void fail(Flow.Subscriber<?> subscriber, Throwable failure) {
		subscriber.onSubscribe(NOTHING);
		subscriber.onError(failure);
	}

}
