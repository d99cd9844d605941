package io.quictransport.spring.boot;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;

import io.quictransport.MessageHandler;
import io.quictransport.MessageStreamHandler;
import io.quictransport.RequestHandler;

/**
 * Counts the calls of one handler. Adds no stage to a reply that is already complete when
 * the handler returns.
 */
final class CountedRoute {

	private final String handler;

	private final LongAdder calls = new LongAdder();

	private final LongAdder failures = new LongAdder();

	CountedRoute(String handler) {
		this.handler = handler;
	}

	ServedRoutes.Route snapshot(String path, NodeOperation operation) {
		return new ServedRoutes.Route(path, operation, this.handler, this.calls.sum(), this.failures.sum());
	}

	RequestHandler requests(RequestHandler target) {
		return (request, context) -> {
			this.calls.increment();
			try {
				CompletionStage<byte[]> reply = target.handle(request, context);
				return answered(reply) ? reply : reply.whenComplete((payload, failure) -> ended(failure == null));
			}
			catch (Throwable ex) {
				ended(false);
				throw ex;
			}
		};
	}

	private static boolean answered(CompletionStage<byte[]> reply) {
		return reply instanceof CompletableFuture<byte[]> future && future.isDone()
				&& !future.isCompletedExceptionally();
	}

	MessageHandler messages(MessageHandler target) {
		return (message, context) -> {
			this.calls.increment();
			try {
				target.handle(message, context);
			}
			catch (Throwable ex) {
				ended(false);
				throw ex;
			}
		};
	}

	/** A handler that throws has its stream ended. */
	MessageStreamHandler streams(MessageStreamHandler target) {
		return (stream) -> {
			this.calls.increment();
			stream.closed().whenComplete((closed, failure) -> ended(failure == null));
			target.handle(stream);
		};
	}

	private void ended(boolean well) {
		if (!well) {
			this.failures.increment();
		}
	}

}
