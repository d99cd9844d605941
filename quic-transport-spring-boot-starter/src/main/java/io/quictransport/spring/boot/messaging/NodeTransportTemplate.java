package io.quictransport.spring.boot.messaging;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

import io.quictransport.MessageStream;
import io.quictransport.MessageType;
import io.quictransport.NetworkMessage;
import io.quictransport.NetworkTransport;
import io.quictransport.Outcome;
import io.quictransport.PathKind;
import io.quictransport.PeerId;
import io.quictransport.StreamOpening;
import io.quictransport.nodes.NodeTarget;
import io.quictransport.nodes.NodeAttempt;
import io.quictransport.nodes.NodeSelector;
import io.quictransport.nodes.Nodes;
import io.quictransport.nodes.PublishResult;
import io.quictransport.spring.boot.NodeOperation;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.util.MimeType;

/**
 * Implements {@link NodeTransportOperations} over a {@link NetworkTransport}. Keeps no
 * state of a call; shared by all threads.
 */
public final class NodeTransportTemplate implements NodeTransportOperations {

	private final NetworkTransport transport;

	private final Payloads payloads;

	/** Null for the default, which no header states. */
	private final @Nullable MimeType contentType;

	private final NodeErrors errors;

	private final Nodes nodes;

	private final Duration defaultTimeout;

	private final Executor executor;

	private final List<CallDecorator> decorators;

	/**
	 * Makes a template by hand, for a transport outside of an application or in a test.
	 * It observes nothing, and what belongs to its streams runs on the common pool.
	 * @param transport the transport that makes the calls
	 * @param converter reads and writes payloads, from and to bytes
	 * @param defaultTimeout the timeout of calls that state none, positive
	 */
	public NodeTransportTemplate(NetworkTransport transport, MessageConverter converter, Duration defaultTimeout) {
		this(transport, new Nodes(transport), new Payloads(converter), null,
				new NodeErrors(new Payloads(converter), List.of()), defaultTimeout, ForkJoinPool.commonPool(),
				List.of());
	}

	/**
	 * Takes what calls need.
	 * @param contentType what payloads are written as where calls state nothing, null for
	 * the default
	 */
	NodeTransportTemplate(NetworkTransport transport, Nodes nodes, Payloads payloads, @Nullable MimeType contentType,
			NodeErrors errors, Duration defaultTimeout, Executor executor, List<CallDecorator> decorators) {
		this.contentType = contentType;
		this.errors = errors;
		this.transport = transport;
		this.payloads = payloads;
		this.nodes = nodes;
		this.defaultTimeout = defaultTimeout;
		this.executor = executor;
		this.decorators = decorators;
	}

	/**
	 * Makes a client by hand that calls through this template, as
	 * {@link ImportNodeClients} has one made in an application.
	 * @param <T> the interface
	 * @param type an interface with {@link NodeExchange} methods
	 * @param service the service that it calls, where a call names no node
	 * @return the client
	 */
	public <T> T client(Class<T> type, String service) {
		return new NodeClients(null, new NodeClientProperties(), this.payloads,
				new ClientCalls(caller(), this.transport, this.executor, this.defaultTimeout))
			.create(type, service);
	}

	/** Has clients call through this template. */
	ClientCalls.Caller caller() {
		return new Caller(this);
	}

	/**
	 * Makes a template whose calls choose by another selector, and count as this one's.
	 */
	private NodeTransportTemplate withSelector(NodeSelector selector) {
		return new NodeTransportTemplate(this.transport, this.nodes.withSelector(selector), this.payloads,
				this.contentType, this.errors, this.defaultTimeout, this.executor, this.decorators);
	}

	/** Makes a template that prefers another content type where calls state none. */
	private NodeTransportTemplate withContentType(MimeType type) {
		return new NodeTransportTemplate(this.transport, this.nodes, this.payloads,
				ContentTypes.isDefault(type) ? null : type, this.errors, this.defaultTimeout, this.executor,
				this.decorators);
	}

	/** Takes what the decorators of calls read of the calling thread. */
	private CapturedState captureState() {
		return CapturedState
			.of(this.decorators.stream().<HandlerThreadState>map((decorator) -> decorator::capture).toList());
	}

	@Override
	public CompletableFuture<Void> sendAsync(NodeCall call, @Nullable Object payload) {
		MimeType type = typeOf(call, payload);
		byte[] bytes = this.payloads.write(payload, type);
		return decorated(call.stating(type, null), NodeOperation.MESSAGE, (made) -> call(made, PathKind.MESSAGE,
				(peer, timeout) -> this.transport.send(message(made, peer, MessageType.MESSAGE, bytes), timeout)), 0);
	}

	@Override
	public CompletableFuture<PublishResult> publishAsync(NodeCall call, @Nullable Object payload) {
		MimeType type = typeOf(call, payload);
		byte[] bytes = this.payloads.write(payload, type);
		NodeCall stated = call.stating(type, null);
		return this.nodes
			.publish(
					call.target(), call.path(), timeoutOf(call), (node,
							left) -> decorated(
									stated.withTarget(NodeTarget.node(node)), NodeOperation.MESSAGE, (
											made) -> whenConnected(made, left,
													(rest) -> this.transport
														.send(message(made, node, MessageType.MESSAGE, bytes), rest)),
									0));
	}

	@Override
	public PublishResult publish(NodeCall call, @Nullable Object payload) {
		CallFuture.checkMayBlock(this.transport);
		return Objects.requireNonNull(CallFuture.await(publishAsync(call, payload)), "a publication has a result");
	}

	@Override
	public void send(NodeCall call, @Nullable Object payload) {
		CallFuture.checkMayBlock(this.transport);
		CallFuture.await(sendAsync(call, payload));
	}

	@Override
	public <T> CompletableFuture<@Nullable T> requestAsync(NodeCall call, @Nullable Object payload,
			ParameterizedTypeReference<T> replyType) {
		MimeType contentType = typeOf(call, payload);
		byte[] bytes = this.payloads.write(payload, contentType);
		Type type = replyType.getType();
		NodeCall stated = call.stating(contentType, wanted(call, type));
		CompletableFuture<NetworkMessage> reply = decorated(stated, NodeOperation.REQUEST, (made) -> call(made,
				PathKind.REQUEST,
				(peer, timeout) -> this.transport.request(message(made, peer, MessageType.REQUEST, bytes), timeout)),
				0);
		CallFuture<@Nullable T> result = new CallFuture<>(this.transport);
		result.follow(reply);
		reply.whenComplete((message, failure) -> {
			if (failure != null) {
				result.reject(this.errors.raised(QuicMessageHandler.unwrapped(failure)));
				return;
			}
			try {
				result.resolve(read(message, type));
			}
			catch (RuntimeException | Error ex) {
				result.reject(ex);
			}
		});
		return result;
	}

	@Override
	public <T> @Nullable T request(NodeCall call, @Nullable Object payload, ParameterizedTypeReference<T> replyType) {
		CallFuture.checkMayBlock(this.transport);
		return CallFuture.await(requestAsync(call, payload, replyType));
	}

	@Override
	public <T> Flow.Publisher<T> stream(NodeCall call, @Nullable Object payload,
			ParameterizedTypeReference<T> itemType) {
		Type type = itemType.getType();
		MimeType contentType = typeOf(call, payload);
		NodeCall stated = call.stating(contentType, wanted(call, type));
		return (subscriber) -> open(stated).whenComplete((stream, failure) -> {
			if (failure != null) {
				FailedPublisher.fail(subscriber, this.errors.raised(QuicMessageHandler.unwrapped(failure)),
						this.executor);
				return;
			}
			MimeType back = ContentTypes.of(stated.headers(), Outcome.NOT_SENT).ofItemsBack();
			AtomicReference<@Nullable Throwable> own = new AtomicReference<>();
			new IncomingItems<T>(stream.items(), (item) -> this.payloads.read(item, back, type),
					(ended) -> withOwn(this.errors.raised(ended), own.get()))
				.subscribe(subscriber);
			OutgoingItems.async(this.executor, stream, () -> send(stream, payload, contentType, own::set));
		});
	}

	/** A caller whose own items have failed learns why, other than the peer. */
	private static Throwable withOwn(Throwable failure, @Nullable Throwable own) {
		if (own != null && own != failure) {
			failure.addSuppressed(own);
		}
		return failure;
	}

	private CompletableFuture<MessageStream> open(NodeCall call) {
		return decoratedStream(call, (made) -> call(made, PathKind.STREAM, (peer, timeout) -> {
			StreamOpening opening = StreamOpening.of(peer, made.path()).withHeaders(made.headers());
			return this.transport.openStream((made.timeout() != null) ? opening.withTimeout(timeout) : opening);
		}), 0);
	}

	private <T> CompletableFuture<T> call(NodeCall call, PathKind kind, NodeAttempt<T> attempt) {
		return whenConnected(call, timeoutOf(call),
				(left) -> this.nodes.call(call.target(), kind, call.path(), left, attempt));
	}

	/** Makes a call now, or, where it is to wait, as often as somebody has connected. */
	private <T> CompletableFuture<T> whenConnected(NodeCall call, Duration timeout,
			Function<Duration, CompletableFuture<T>> attempt) {
		return (call.waitForConnection() && !timeout.isZero() && !timeout.isNegative())
				? ConnectionWait.run(this.transport, call, timeout, attempt) : attempt.apply(timeout);
	}

	private void send(MessageStream stream, @Nullable Object given, @Nullable MimeType type,
			Consumer<Throwable> failed) {
		Declared declared = (given instanceof Declared.Typed typed) ? typed.declared() : null;
		Object payload = (given instanceof Declared.Typed typed) ? typed.value() : given;
		try {
			if (payload != null && ReactiveTypes.kind(payload.getClass()) == ReactiveTypes.Kind.MANY) {
				ReactiveTypes.toPublisher(payload)
					.subscribe(new OutgoingItems(stream, (item) -> this.payloads.writeBack(item, type, declared),
							this.executor, this.errors, failed));
				return;
			}
			if (payload != null) {
				stream.send(this.payloads.writeBack(payload, type, declared));
			}
			stream.finish();
		}
		catch (RuntimeException ex) {
			failed.accept(ex);
			OutgoingItems.giveUp(stream, ex, this.errors);
		}
	}

	private <T> CompletableFuture<T> decorated(NodeCall call, NodeOperation operation,
			Function<NodeCall, CompletableFuture<T>> target, int index) {
		return (index == this.decorators.size()) ? target.apply(call) : this.decorators.get(index)
			.call(call, operation, (made) -> decorated(made, operation, target, index + 1));
	}

	private CompletableFuture<MessageStream> decoratedStream(NodeCall call,
			Function<NodeCall, CompletableFuture<MessageStream>> target, int index) {
		return (index == this.decorators.size()) ? target.apply(call)
				: this.decorators.get(index).stream(call, (made) -> decoratedStream(made, target, index + 1));
	}

	/** What the payload is written as, null for the default. */
	private @Nullable MimeType typeOf(NodeCall call, @Nullable Object payload) {
		return Payloads.typeOf(payload, stated(call), this.contentType);
	}

	/** What the call must be answered in, null if nothing is asked for. */
	private @Nullable MimeType wanted(NodeCall call, Type replyType) {
		if (call.accept() != null) {
			return call.accept();
		}
		if (replyType instanceof Class<?> type && ProtobufTypes.isMessageType(type)) {
			return ProtobufTypes.PROTOBUF;
		}
		MimeType stated = stated(call);
		return (stated != null) ? stated : this.contentType;
	}

	/** By the call, or by a header that its caller has set. */
	private static @Nullable MimeType stated(NodeCall call) {
		return (call.contentType() != null || call.headers().isEmpty()) ? call.contentType()
				: ContentTypes.of(call.headers(), Outcome.NOT_SENT).payload();
	}

	private Duration timeoutOf(NodeCall call) {
		Duration stated = call.timeout();
		return (stated != null) ? stated : this.defaultTimeout;
	}

	private static NetworkMessage message(NodeCall call, PeerId peer, MessageType type, byte[] payload) {
		return new NetworkMessage(null, peer, type, call.path(), call.headers(), call.correlationId(), payload);
	}

	// Read as the type that the caller was promised.
	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	private <T> @Nullable T read(NetworkMessage reply, Type type) {
		return (T) this.payloads.read(reply.payload(), ContentTypes.of(reply.headers(), Outcome.UNKNOWN).payload(),
				type);
	}

	/**
	 * Makes the calls of clients through a template.
	 *
	 * @param template the template
	 */
	private record Caller(NodeTransportTemplate template) implements ClientCalls.Caller {

		@Override
		public NodeTransportOperations operations() {
			return this.template;
		}

		@Override
		public ClientCalls.Caller withSelector(NodeSelector selector) {
			return new Caller(this.template.withSelector(selector));
		}

		@Override
		public ClientCalls.Caller withContentType(MimeType type) {
			return new Caller(this.template.withContentType(type));
		}

		@Override
		public Object typed(Object payload, Declared declared) {
			return declared.of(payload);
		}

		@Override
		public CapturedState captureState() {
			return this.template.captureState();
		}

	}

}
