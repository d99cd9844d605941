package io.quictransport.spring.boot.messaging;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

import io.quictransport.MessageStream;
import io.quictransport.spring.boot.NodeOperation;

/**
 * Wraps the calls of a {@link NodeTransportTemplate}, for concerns of every call such as
 * observation. Beans of this type are applied in their order, the first one outermost;
 * without any, calls go to the transport unchanged.
 */
public interface CallDecorator {

	/**
	 * Makes a request or sends a one-way message.
	 * @param <T> the type of the result
	 * @param call the call
	 * @param operation {@link NodeOperation#REQUEST} or {@link NodeOperation#MESSAGE}
	 * @param next makes the call; may be given a changed one, with more headers
	 * @return the call's future
	 */
	default <T> CompletableFuture<T> call(NodeCall call, NodeOperation operation,
			Function<NodeCall, CompletableFuture<T>> next) {
		return next.apply(call);
	}

	/**
	 * Opens a stream.
	 * @param call the call
	 * @param next opens the stream; may be given a changed call, with more headers
	 * @return completes with the open stream
	 */
	default CompletableFuture<MessageStream> stream(NodeCall call,
			Function<NodeCall, CompletableFuture<MessageStream>> next) {
		return next.apply(call);
	}

	/**
	 * Takes what this reads of the calling thread, such as an observation, for the
	 * attempts of a call that is made again on other threads.
	 * @return sets it for the thread that calls it, on any thread, any number of times
	 */
	default Supplier<HandlerThreadState.Scope> capture() {
		return () -> () -> {
		};
	}

}
