package io.quictransport.spring.boot.messaging;

import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageException;
import io.quictransport.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Reads the items of a stream as objects. Demand is passed on to the stream, so a slow
 * subscriber slows down the sender.
 *
 * @param items the stream's items
 * @param reader reads one, null standing for nothing
 * @param raised maps the stream's failure to the one that the subscriber receives
 * @param <T> the type of the objects
 */
record IncomingItems<T>(Flow.Publisher<byte[]> items, Function<byte[], @Nullable Object> reader,
		UnaryOperator<Throwable> raised) implements Flow.Publisher<T> {

	@Override
	public void subscribe(Flow.Subscriber<? super T> subscriber) {
		this.items.subscribe(new Reading<>(subscriber, this.reader, this.raised));
	}

	private static final class Reading<T> implements Flow.Subscriber<byte[]> {

		private final Flow.Subscriber<? super T> subscriber;

		private final Function<byte[], @Nullable Object> reader;

		private final UnaryOperator<Throwable> raised;

		private Flow.@Nullable Subscription subscription;

		private boolean done;

		Reading(Flow.Subscriber<? super T> subscriber, Function<byte[], @Nullable Object> reader,
				UnaryOperator<Throwable> raised) {
			this.raised = raised;
			this.subscriber = subscriber;
			this.reader = reader;
		}

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			this.subscription = subscription;
			this.subscriber.onSubscribe(subscription);
		}

		@Override
		@SuppressWarnings("unchecked") // read as the type that the subscriber was
										// promised
		public void onNext(byte[] item) {
			if (this.done) {
				return;
			}
			T value;
			try {
				value = (T) this.reader.apply(item);
			}
			catch (RuntimeException ex) {
				fail(ex);
				return;
			}
			if (value == null) {
				fail(new MessageException(ErrorCode.INVALID_MESSAGE, Outcome.UNKNOWN, "an item of the stream is empty",
						ErrorContext.NONE, null));
				return;
			}
			this.subscriber.onNext(value);
		}

		private void fail(RuntimeException failure) {
			this.done = true;
			// First, for the peer to be told this failure and not that of a cancelled
			// stream.
			this.subscriber.onError(failure);
			Flow.Subscription current = this.subscription;
			if (current != null) {
				current.cancel();
			}
		}

		@Override
		public void onError(Throwable failure) {
			if (!this.done) {
				this.done = true;
				this.subscriber.onError(this.raised.apply(failure));
			}
		}

		@Override
		public void onComplete() {
			if (!this.done) {
				this.done = true;
				this.subscriber.onComplete();
			}
		}

	}

}
