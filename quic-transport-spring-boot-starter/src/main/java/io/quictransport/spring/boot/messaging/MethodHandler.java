package io.quictransport.spring.boot.messaging;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.quictransport.ErrorCode;
import io.quictransport.MessageContext;
import io.quictransport.MessageException;
import io.quictransport.MessageStream;
import io.quictransport.NetworkMessage;
import io.quictransport.NetworkTransport;
import io.quictransport.RequestContext;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.HandlerMethod;
import org.springframework.util.MimeType;

/**
 * Adapts an annotated method to the core's handlers, for one of the patterns that it is
 * mapped to.
 */
final class MethodHandler {

	private final QuicMessageHandler handler;

	private final HandlerMethod method;

	/** Null for an exact path, which has no variables. */
	private final @Nullable String pattern;

	private final NetworkTransport transport;

	private final Executor executor;

	private final Payloads payloads;

	private final NodeErrors errors;

	private final HandlerFailureLog failures;

	private final boolean takesPayload;

	/**
	 * Whether a converter writes what the method gives: it is neither bytes nor nothing.
	 */
	private final boolean writesResult;

	/** What the method gives, or the items that it sends. */
	private final Declared declared;

	private final boolean hasOneBean;

	/** The method with the bean that all messages go to, once the first has. */
	private volatile @Nullable NodeMethod shared;

	MethodHandler(QuicMessageHandler handler, HandlerMethod method, String pattern, NetworkTransport transport,
			Executor executor) {
		this.handler = handler;
		this.method = method;
		this.pattern = handler.pathMatcher().isPattern(pattern) ? pattern : null;
		this.transport = transport;
		this.executor = executor;
		this.payloads = handler.payloads();
		this.errors = handler.errors();
		this.failures = handler.failures();
		this.takesPayload = handler.takesPayload(method);
		this.hasOneBean = handler.hasOneBean(method);
		MethodResult given = MethodResult.of(method.getMethod(), method.getBeanType());
		this.declared = Declared.ofResult(method.getMethod(), given);
		this.writesResult = !given.isNothing() && !Payloads.isBytes(given.content().resolve(Object.class));
	}

	CompletionStage<byte[]> request(NetworkMessage request, RequestContext context) {
		Exchange exchange = Exchange.of(this.transport, request, context);
		checkWritable(exchange.types().accepted());
		return invoke(exchange, request.payload()).thenApply((result) -> this.payloads.reply(result, exchange.types(),
				this.declared, (type) -> context.replyHeader(NodeHeaders.CONTENT_TYPE, type.toString())));
	}

	private void checkWritable(@Nullable MimeType type) {
		if (this.writesResult) {
			this.payloads.checkWritable(type);
		}
	}

	/**
	 * Ends when the method has, also where that returns a stage: the path keeps its
	 * order.
	 */
	void message(NetworkMessage message, MessageContext context) throws Exception {
		CompletableFuture<?> handled = invoke(Exchange.of(this.transport, message, context), message.payload());
		if (!handled.isDone() && this.transport.inEventLoop()) {
			handled.whenComplete((result, failure) -> {
				if (failure != null) {
					this.failures.add(context.peer(), message, failure);
				}
			});
			return;
		}
		try {
			handled.join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof Exception cause) {
				throw cause;
			}
			throw ex;
		}
	}

	/**
	 * Serves a stream. A method that wants a payload instead of a publisher is called
	 * with the first item.
	 */
	void stream(MessageStream stream) {
		Exchange exchange;
		try {
			exchange = Exchange.of(this.transport, stream);
			checkWritable(exchange.types().ofItemsBack());
		}
		catch (MessageException ex) {
			OutgoingItems.giveUp(stream, ex, this.errors);
			return;
		}
		if (this.takesPayload) {
			stream.items().subscribe(new FirstItem((item) -> serve(exchange, stream, item)));
		}
		else {
			serve(exchange, stream, new byte[0]);
		}
	}

	private void serve(Exchange exchange, MessageStream stream, byte[] payload) {
		invoke(exchange, payload).whenComplete((result, failure) -> {
			if (failure != null) {
				Throwable cause = this.errors.told(QuicMessageHandler.unwrapped(failure));
				fail(stream, cause);
				OutgoingItems.giveUp(stream, cause, this.errors);
			}
			else {
				reply(stream, result, exchange.types().ofItemsBack());
			}
		});
	}

	/** What is meant for the peer is no failure of the handler. */
	private void fail(MessageStream stream, Throwable told) {
		if (!(told instanceof MessageException)) {
			this.failures.add(stream, told);
		}
	}

	private void reply(MessageStream stream, @Nullable Object result, @Nullable MimeType type) {
		if (result != null && ReactiveTypes.kind(result.getClass()) == ReactiveTypes.Kind.MANY) {
			ReactiveTypes.toPublisher(result)
				.subscribe(new OutgoingItems(stream, (item) -> this.payloads.writeBack(item, type, this.declared),
						this.executor, this.errors, (failure) -> fail(stream, this.errors.told(failure))));
		}
		else if (!servesByItself()) {
			try {
				if (result != null) {
					stream.send(this.payloads.writeBack(result, type, this.declared));
				}
				stream.finish();
			}
			catch (RuntimeException ex) {
				this.failures.add(stream, ex);
				stream.reset(ErrorCode.HANDLER_FAILED, "the result could not be sent");
			}
		}
	}

	/** Whether the method has the stream itself in its hands. */
	private boolean servesByItself() {
		for (MethodParameter parameter : this.method.getMethodParameters()) {
			if (parameter.getParameterType() == MessageStream.class) {
				return true;
			}
		}
		return false;
	}

	private CompletableFuture<@Nullable Object> invoke(Exchange exchange, byte[] payload) {
		Message<byte[]> message = exchange.toMessage(payload, variables(exchange.path()));
		return this.handler.invoke(target(), message);
	}

	private NodeMethod target() {
		NodeMethod known = this.shared;
		if (known != null) {
			return known;
		}
		NodeMethod resolved = this.handler.resolve(this.method);
		if (this.hasOneBean) {
			this.shared = resolved;
		}
		return resolved;
	}

	private Map<String, String> variables(String path) {
		if (this.pattern == null) {
			return Map.of();
		}
		Map<String, String> variables = new LinkedHashMap<>();
		this.handler.pathMatcher()
			.extractUriTemplateVariables(this.pattern, path)
			.forEach((name, value) -> variables.put(name, PathVariables.decode(value)));
		return variables;
	}

}
