package io.quictransport.spring.boot.messaging;

import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;

import io.quictransport.ErrorCode;
import io.quictransport.MessageException;
import io.quictransport.MessageStream;
import org.jspecify.annotations.Nullable;

/**
 * Sends the items of a publisher on a stream, and requests the next one when the last has
 * been sent, so the publisher keeps pace with the reader at the other end. Items are
 * requested on an executor, because the publisher may do its work on the calling thread.
 */
final class OutgoingItems implements Flow.Subscriber<Object> {

	private final MessageStream stream;

	private final Function<Object, byte[]> writer;

	private final Executor executor;

	private final NodeErrors errors;

	/** Receives what the publisher has failed with, of which the peer is told little. */
	private final Consumer<Throwable> failed;

	private volatile Flow.@Nullable Subscription subscription;

	/**
	 * Makes the subscriber of what a caller sends, who sees its own stream fail.
	 * @param writer writes an item
	 * @param executor requests items
	 * @param errors says what the peer is told of a failure
	 */
	OutgoingItems(MessageStream stream, Function<Object, byte[]> writer, Executor executor, NodeErrors errors) {
		this(stream, writer, executor, errors, (failure) -> {
		});
	}

	/**
	 * Makes the subscriber.
	 * @param writer writes an item
	 * @param failed receives what the publisher fails with, before the peer is told
	 */
	OutgoingItems(MessageStream stream, Function<Object, byte[]> writer, Executor executor, NodeErrors errors,
			Consumer<Throwable> failed) {
		this.errors = errors;
		this.failed = failed;
		this.stream = stream;
		this.writer = writer;
		this.executor = executor;
	}

	@Override
	public void onSubscribe(Flow.Subscription subscription) {
		if (this.subscription != null) {
			subscription.cancel();
			return;
		}
		this.subscription = subscription;
		this.stream.closed().whenComplete((ended, failure) -> {
			if (failure != null) {
				async(subscription::cancel);
			}
		});
		subscription.request(1);
	}

	@Override
	public void onNext(Object item) {
		byte[] payload;
		try {
			payload = this.writer.apply(item);
		}
		catch (RuntimeException ex) {
			cancel();
			onError(ex);
			return;
		}
		this.stream.send(payload).whenComplete((sent, failure) -> {
			Flow.Subscription current = this.subscription;
			if (failure == null && current != null) {
				async(() -> current.request(1));
			}
			else if (failure != null) {
				async(this::cancel);
				// Does nothing if the stream has ended, which is most often why.
				giveUp(this.stream, QuicMessageHandler.unwrapped(failure), this.errors);
			}
		});
	}

	private void cancel() {
		Flow.Subscription current = this.subscription;
		if (current != null) {
			current.cancel();
		}
	}

	private void async(Runnable task) {
		async(this.executor, this.stream, task);
	}

	/** Does what a stream's items need, or resets the stream. */
	static void async(Executor executor, MessageStream stream, Runnable task) {
		try {
			executor.execute(task);
		}
		catch (RejectedExecutionException ex) {
			stream.reset(ErrorCode.OVERLOADED, "the executor takes no more");
		}
	}

	@Override
	public void onError(Throwable failure) {
		this.failed.accept(failure);
		giveUp(this.stream, failure, this.errors);
	}

	@Override
	public void onComplete() {
		this.stream.finish();
	}

	/** Tells the peer why no more comes: what failed, not the text of it. */
	static void giveUp(MessageStream stream, Throwable failure, NodeErrors errors) {
		if (errors.told(failure) instanceof MessageException told) {
			stream.reset(told);
		}
		else {
			stream.reset(ErrorCode.HANDLER_FAILED, "the publisher failed with " + failure.getClass().getSimpleName());
		}
	}

}
