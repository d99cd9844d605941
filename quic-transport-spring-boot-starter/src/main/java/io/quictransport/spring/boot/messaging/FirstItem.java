package io.quictransport.spring.boot.messaging;

import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * Takes the first item of a stream, and ignores the others.
 */
final class FirstItem implements Flow.Subscriber<byte[]> {

	private final Consumer<byte[]> action;

	private boolean taken;

	/**
	 * Makes the subscriber.
	 * @param action called once with the first item, or an empty one if there is none
	 */
	FirstItem(Consumer<byte[]> action) {
		this.action = action;
	}

	@Override
	public void onSubscribe(Flow.Subscription subscription) {
		// To cancel would end the stream in both directions.
		subscription.request(Long.MAX_VALUE);
	}

	@Override
	public void onNext(byte[] item) {
		if (!this.taken) {
			this.taken = true;
			this.action.accept(item);
		}
	}

	@Override
	public void onError(Throwable failure) {
		this.taken = true;
	}

	@Override
	public void onComplete() {
		onNext(new byte[0]);
	}

}
