package io.quictransport.spring.boot.observation;

import java.util.Map;
import java.util.concurrent.CompletionStage;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.quictransport.MessageHandler;
import io.quictransport.MessageStreamHandler;
import io.quictransport.PeerId;
import io.quictransport.RequestHandler;
import io.quictransport.spring.boot.HandlerDecorator;
import io.quictransport.spring.boot.NodeOperation;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;

/**
 * Observes handlers, outside of all other decorators: the mapping of their exceptions is
 * part of the observation.
 */
final class ObservedHandlers implements HandlerDecorator, Ordered {

	private final ObservationRegistry registry;

	private final @Nullable NodeHandlingConvention convention;

	ObservedHandlers(ObservationRegistry registry, @Nullable NodeHandlingConvention convention) {
		this.registry = registry;
		this.convention = convention;
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public RequestHandler decorate(String route, RequestHandler handler) {
		if (this.registry.isNoop()) {
			return handler;
		}
		ObservedRoute observed = ObservedRoute.of(NodeOperation.REQUEST, route);
		return (request, context) -> {
			Observation observation = start(observed, request.path(), context.peer(), request.headers());
			try (Observation.Scope scope = observation.openScope()) {
				CompletionStage<byte[]> reply = handler.handle(request, context);
				return reply.whenComplete((payload, failure) -> end(observation, failure));
			}
			catch (Throwable ex) {
				end(observation, ex);
				throw ex;
			}
		};
	}

	@Override
	public MessageHandler decorate(String route, MessageHandler handler) {
		if (this.registry.isNoop()) {
			return handler;
		}
		ObservedRoute observed = ObservedRoute.of(NodeOperation.MESSAGE, route);
		return (message, context) -> {
			Observation observation = start(observed, message.path(), context.peer(), message.headers());
			try (Observation.Scope scope = observation.openScope()) {
				handler.handle(message, context);
			}
			catch (Throwable ex) {
				end(observation, ex);
				throw ex;
			}
			end(observation, null);
		};
	}

	@Override
	public MessageStreamHandler decorate(String route, MessageStreamHandler handler) {
		if (this.registry.isNoop()) {
			return handler;
		}
		ObservedRoute observed = ObservedRoute.of(NodeOperation.STREAM, route);
		return (stream) -> {
			Observation observation = start(observed, stream.path(), stream.peer(), stream.headers());
			// A handler that throws has its stream ended, and told why.
			stream.closed().whenComplete((closed, failure) -> end(observation, failure));
			try (Observation.Scope scope = observation.openScope()) {
				handler.handle(stream);
			}
		};
	}

	private Observation start(ObservedRoute observed, String path, PeerId peer, Map<String, String> headers) {
		return NodeObservation.HANDLING
			.observation(this.convention, DefaultNodeHandlingConvention.INSTANCE,
					() -> new NodeHandlingContext(observed, path, peer, headers), this.registry)
			.start();
	}

	private static void end(Observation observation, @Nullable Throwable failure) {
		if (failure != null) {
			observation.error(Outcomes.unwrapped(failure));
		}
		if (observation.getContext() instanceof NodeHandlingContext context) {
			context.end();
		}
		observation.stop();
	}

}
