package io.quictransport.spring.boot.messaging;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.quictransport.MessageStreamHandler;
import io.quictransport.RequestHandler;
import io.quictransport.spring.boot.HandlerDecorator;

import org.springframework.core.Ordered;

/**
 * Maps the failures of handlers to the failures that their callers receive, inside the
 * observation and outside of all other decorators. Failures of one-way messages have no
 * caller to reach.
 */
final class MappedFailures implements HandlerDecorator, Ordered {

	/** Inside the observation. */
	static final int ORDER = HIGHEST_PRECEDENCE + 100;

	private final NodeErrors errors;

	MappedFailures(NodeErrors errors) {
		this.errors = errors;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public RequestHandler decorate(String route, RequestHandler handler) {
		return (request, context) -> {
			CompletionStage<byte[]> reply;
			try {
				reply = handler.handle(request, context);
			}
			catch (Exception ex) {
				throw told(ex);
			}
			return isAnswered(reply) ? reply : reply
				.exceptionallyCompose((failure) -> CompletableFuture.failedFuture(this.errors.told(failure)));
		};
	}

	/**
	 * Whether there is nothing to map, as with most replies: null is told by the core.
	 */
	private static boolean isAnswered(CompletionStage<byte[]> reply) {
		return reply == null || (reply instanceof CompletableFuture<byte[]> known && known.isDone()
				&& !known.isCompletedExceptionally());
	}

	@Override
	public MessageStreamHandler decorate(String route, MessageStreamHandler handler) {
		return (stream) -> {
			try {
				handler.handle(stream);
			}
			catch (Exception ex) {
				throw told(ex);
			}
		};
	}

	private Exception told(Exception failure) {
		return (this.errors.told(failure) instanceof Exception known) ? known : failure;
	}

}
