package io.quictransport.spring.boot.messaging;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.Supplier;

import io.quictransport.NetworkTransport;
import io.quictransport.nodes.NodeSelector;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.util.MimeType;

/**
 * Makes the calls of clients, and joins their futures and streams.
 */
final class ClientCalls {

	private final Caller caller;

	private final NetworkTransport transport;

	private final Executor executor;

	private final Duration defaultTimeout;

	/** Null if a call that has failed is not made again. */
	private final @Nullable NodeRetryPolicy retries;

	/**
	 * What payloads are written as where a call states nothing; null where the caller
	 * knows it.
	 */
	private final @Nullable MimeType contentType;

	/**
	 * Takes what makes calls.
	 * @param executor where calls are made again, and publishers are asked
	 * @param defaultTimeout the timeout of calls that state none
	 */
	ClientCalls(Caller caller, NetworkTransport transport, Executor executor, Duration defaultTimeout) {
		this(caller, transport, executor, defaultTimeout, null, null);
	}

	private ClientCalls(Caller caller, NetworkTransport transport, Executor executor, Duration defaultTimeout,
			@Nullable NodeRetryPolicy retries, @Nullable MimeType contentType) {
		this.caller = caller;
		this.transport = transport;
		this.executor = executor;
		this.defaultTimeout = defaultTimeout;
		this.retries = retries;
		this.contentType = contentType;
	}

	/** Makes requests and one-way messages again; null for not. */
	ClientCalls withRetries(@Nullable NodeRetryPolicy policy) {
		return new ClientCalls(this.caller, this.transport, this.executor, this.defaultTimeout, policy,
				this.contentType);
	}

	/**
	 * Has another selector choose among nodes.
	 * @return null if the caller chooses by itself
	 */
	@Nullable ClientCalls withSelector(NodeSelector selector) {
		Caller choosing = this.caller.withSelector(selector);
		return (choosing != null) ? new ClientCalls(choosing, this.transport, this.executor, this.defaultTimeout,
				this.retries, this.contentType) : null;
	}

	/**
	 * Prefers a content type for the payloads of calls that state none. Where the caller
	 * knows no preference, the calls state it.
	 */
	ClientCalls withContentType(MimeType type) {
		Caller preferring = this.caller.withContentType(type);
		return (preferring != null)
				? new ClientCalls(preferring, this.transport, this.executor, this.defaultTimeout, this.retries, null)
				: new ClientCalls(this.caller, this.transport, this.executor, this.defaultTimeout, this.retries, type);
	}

	/**
	 * Sends a request, or a one-way message.
	 * @param declared what the method declares of the payload, null if it has none
	 * @param replyType what the reply is read as, null for a one-way message
	 */
	CompletableFuture<@Nullable Object> send(NodeCall call, @Nullable Object value, @Nullable Declared declared,
			@Nullable ParameterizedTypeReference<Object> replyType) {
		Object payload = typed(value, declared);
		NodeRetryPolicy policy = this.retries;
		if (policy == null) {
			return sendOnce(call, payload, replyType);
		}
		Duration stated = call.timeout();
		return RetriedCall.run(this.transport, policy, (stated != null) ? stated : this.defaultTimeout,
				(left) -> sendOnce(call.withTimeout(left), payload, replyType),
				this.caller.captureState().around(this.executor));
	}

	private CompletableFuture<@Nullable Object> sendOnce(NodeCall call, @Nullable Object payload,
			@Nullable ParameterizedTypeReference<Object> replyType) {
		NodeCall typed = typed(call);
		if (replyType != null) {
			return this.caller.operations().requestAsync(typed, payload, replyType);
		}
		return mapped(this.caller.operations().sendAsync(typed, payload), (admitted) -> null);
	}

	private NodeCall typed(NodeCall call) {
		MimeType preferred = this.contentType;
		return (preferred == null || call.headers().containsKey(NodeHeaders.CONTENT_TYPE)) ? call
				: call.withContentType(preferred);
	}

	private @Nullable Object typed(@Nullable Object value, @Nullable Declared declared) {
		return (value == null || declared == null) ? value : this.caller.typed(value, declared);
	}

	/**
	 * Opens a stream for each subscriber.
	 * @param declared what the method declares of the items, null if it sends none
	 */
	Flow.Publisher<Object> stream(NodeCall call, @Nullable Object payload, @Nullable Declared declared,
			ParameterizedTypeReference<Object> itemType) {
		Object items = (payload != null && ReactiveTypes.kind(payload.getClass()) == ReactiveTypes.Kind.ONE)
				? (Flow.Publisher<Object>) (subscriber) -> itemOf(payload, subscriber) : payload;
		return this.caller.operations().stream(typed(call), typed(items, declared), itemType);
	}

	private void itemOf(Object later, Flow.Subscriber<? super Object> subscriber) {
		ReactiveTypes.toFuture(later).whenComplete((item, failure) -> {
			if (failure != null) {
				FailedPublisher.fail(subscriber, QuicMessageHandler.unwrapped(failure), this.executor);
			}
			else {
				new SingleItem(item).subscribe(subscriber);
			}
		});
	}

	/** Subscribes, also where what there is to subscribe to cannot be made. */
	void subscribe(Supplier<Flow.Publisher<Object>> items, Flow.Subscriber<? super Object> subscriber) {
		Flow.Publisher<Object> opened;
		try {
			opened = items.get();
		}
		catch (RuntimeException ex) {
			FailedPublisher.fail(subscriber, ex, this.executor);
			return;
		}
		opened.subscribe(subscriber);
	}

	/** The first item of a stream, null if it ends without one. */
	CompletableFuture<@Nullable Object> single(Flow.Publisher<Object> items) {
		SingleValue value = new SingleValue();
		items.subscribe(value);
		return mapped(value, Function.identity());
	}

	/** Sends a payload once it is there. */
	CompletableFuture<@Nullable Object> whenThere(@Nullable Object payload,
			Function<@Nullable Object, CompletableFuture<@Nullable Object>> send) {
		if (payload == null || ReactiveTypes.kind(payload.getClass()) != ReactiveTypes.Kind.ONE) {
			return send.apply(payload);
		}
		CompletableFuture<@Nullable Object> there = ReactiveTypes.toFuture(payload);
		CallFuture<@Nullable Object> result = new CallFuture<>(this.transport);
		result.follow(there);
		there.whenComplete((value, failure) -> {
			if (failure != null) {
				result.reject(QuicMessageHandler.unwrapped(failure));
				return;
			}
			try {
				follow(result, send.apply(value), Function.identity());
			}
			catch (Throwable ex) {
				// Nothing has been sent, so no deadline would end the call.
				result.reject(ex);
			}
		});
		return result;
	}

	/** A future of something else; to end it ends the call. */
	<T, R> CompletableFuture<@Nullable R> mapped(CompletableFuture<T> source,
			Function<? super @Nullable T, ? extends @Nullable R> mapping) {
		CallFuture<@Nullable R> result = new CallFuture<>(this.transport);
		follow(result, source, mapping);
		return result;
	}

	private static <T, R> void follow(CallFuture<@Nullable R> result, CompletableFuture<T> source,
			Function<? super @Nullable T, ? extends @Nullable R> mapping) {
		result.follow(source);
		source.whenComplete((value, failure) -> {
			if (failure != null) {
				result.reject(QuicMessageHandler.unwrapped(failure));
			}
			else {
				result.resolve(mapping.apply(value));
			}
		});
	}

	/** Waits for a call, which is made only where that is allowed. */
	@Nullable Object await(Supplier<CompletableFuture<@Nullable Object>> call) {
		CallFuture.checkMayBlock(this.transport);
		return CallFuture.await(call.get());
	}

	/**
	 * Makes single calls. One that the application has written chooses, and prefers, by
	 * itself.
	 */
	@FunctionalInterface
	interface Caller {

		/** What makes the calls. */
		NodeTransportOperations operations();

		/** A caller with another selector; null if a selector has no place in it. */
		default @Nullable Caller withSelector(NodeSelector selector) {
			return null;
		}

		/** A caller that prefers a content type; null if it knows no preference. */
		default @Nullable Caller withContentType(MimeType type) {
			return null;
		}

		/** A payload that is written as it is declared, where that can be. */
		default Object typed(Object payload, Declared declared) {
			return payload;
		}

		/** What later attempts belong to: the same as the first. */
		default CapturedState captureState() {
			return CapturedState.NOTHING;
		}

	}

}
