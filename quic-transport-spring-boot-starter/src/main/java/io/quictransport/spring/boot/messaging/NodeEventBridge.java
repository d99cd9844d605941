package io.quictransport.spring.boot.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

import io.quictransport.ErrorCode;
import io.quictransport.MessageException;
import io.quictransport.MessageHandler;
import io.quictransport.NetworkMessage;
import io.quictransport.NetworkTransport;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.Registration;
import io.quictransport.internal.text.Log;
import io.quictransport.nodes.Delivery;
import io.quictransport.nodes.PublishResult;
import io.quictransport.spring.boot.HandlerDecorator;
import io.quictransport.spring.boot.NetworkTransportConfigurer;
import io.quictransport.spring.boot.ServedRoutes;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;

/**
 * Publishes application events to other nodes, and those of other nodes as application
 * events.
 */
final class NodeEventBridge
		implements ApplicationListener<PayloadApplicationEvent<?>>, NetworkTransportConfigurer, DisposableBean {

	private static final Log logger = Log.of(NodeEventBridge.class);

	private final NodeEvents events;

	private final NodeTransportOperations operations;

	private final Payloads payloads;

	private final ApplicationEventPublisher publisher;

	private final ServedRoutes served;

	private final ObjectProvider<HandlerDecorator> decorators;

	private final Executor executor;

	private final List<Registration> registrations = new ArrayList<>();

	NodeEventBridge(NodeEvents events, NodeTransportOperations operations, Payloads payloads,
			ApplicationEventPublisher publisher, ServedRoutes served, ObjectProvider<HandlerDecorator> decorators,
			Executor executor) {
		this.events = events;
		this.operations = operations;
		this.payloads = payloads;
		this.publisher = publisher;
		this.served = served;
		this.decorators = decorators;
		this.executor = executor;
	}

	@Override
	public void configure(NetworkTransport transport) {
		HandlerDecorator decorator = HandlerDecorator.of(this.decorators.orderedStream().toList());
		this.events.paths().forEach((type, path) -> {
			MessageHandler handler = (message, context) -> receive(read(message, type), context.peer());
			MessageHandler counted = this.served.add(path, "events of " + type.getName(), handler);
			this.registrations.add(transport.onMessage(path, decorator.decorate(path, counted)));
		});
	}

	private @Nullable Object read(NetworkMessage message, Class<?> type) {
		return this.payloads.read(message.payload(), ContentTypes.of(message.headers(), Outcome.NOT_ACCEPTED).payload(),
				type);
	}

	private void receive(@Nullable Object event, PeerId sender) {
		if (event == null) {
			throw MessageException.refusal(ErrorCode.INVALID_MESSAGE, HandlerFailures.EMPTY);
		}
		this.publisher.publishEvent(new ReceivedEvent<>(this, event, sender));
	}

	@Override
	public void onApplicationEvent(PayloadApplicationEvent<?> event) {
		Object payload = event.getPayload();
		String path = this.events.pathOf(payload);
		if (path == null || event instanceof ReceivedEvent) {
			return;
		}
		this.operations.publishAsync(NodeCall.toServing(path), payload).whenComplete((result, failure) -> {
			if (failure != null) {
				Throwable cause = QuicMessageHandler.unwrapped(failure);
				logger.warn("event=node_event_not_published path=\"{}\" reason=\"{}\"", path, cause.toString());
				tell(new UndeliveredEvent(this, payload, null, cause));
			}
			else if (!result.isComplete()) {
				logMissed(path, result);
				tell(new UndeliveredEvent(this, payload, result, null));
			}
		});
	}

	/** Not on the event loop, which may be where this is known. */
	private void tell(UndeliveredEvent event) {
		try {
			this.executor.execute(() -> this.publisher.publishEvent(event));
		}
		catch (RuntimeException ex) {
			logger.warn("event=undelivered_not_told reason=\"{}\"", ex.toString());
		}
	}

	private static void logMissed(String path, PublishResult result) {
		logger.warn("event=node_event_missed path=\"{}\" not_sent={} refused={} unknown={}", path,
				result.nodes(Delivery.State.NOT_SENT), result.nodes(Delivery.State.REFUSED),
				result.nodes(Delivery.State.UNKNOWN));
	}

	@Override
	public void destroy() {
		this.registrations.forEach(Registration::close);
		this.registrations.clear();
	}

}
