package io.quictransport.spring.boot.observation;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.quictransport.MessageStream;
import io.quictransport.spring.boot.NodeOperation;
import io.quictransport.spring.boot.messaging.CallDecorator;
import io.quictransport.spring.boot.messaging.HandlerThreadState;
import io.quictransport.spring.boot.messaging.NodeCall;
import org.jspecify.annotations.Nullable;

/**
 * Observes the calls of the template: one observation for a call, whatever number of
 * peers is asked.
 */
final class ObservedCalls implements CallDecorator {

	private final ObservationRegistry registry;

	private final @Nullable NodeCallConvention convention;

	private final FewRoutes routes = new FewRoutes();

	ObservedCalls(ObservationRegistry registry, @Nullable NodeCallConvention convention) {
		this.registry = registry;
		this.convention = convention;
	}

	@Override
	public <T> CompletableFuture<T> call(NodeCall call, NodeOperation operation,
			Function<NodeCall, CompletableFuture<T>> next) {
		return observe(call, operation, next,
				(observation, future) -> future.whenComplete((result, failure) -> end(observation, failure)));
	}

	@Override
	public CompletableFuture<MessageStream> stream(NodeCall call,
			Function<NodeCall, CompletableFuture<MessageStream>> next) {
		return observe(call, NodeOperation.STREAM, next,
				(observation, future) -> future.whenComplete((stream, failure) -> {
					if (failure != null) {
						end(observation, failure);
					}
					else {
						stream.closed().whenComplete((closed, cause) -> end(observation, cause));
					}
				}));
	}

	@Override
	public Supplier<HandlerThreadState.Scope> capture() {
		Observation current = this.registry.getCurrentObservation();
		return (current != null) ? () -> current.openScope()::close : CallDecorator.super.capture();
	}

	private <T> CompletableFuture<T> observe(NodeCall call, NodeOperation operation,
			Function<NodeCall, CompletableFuture<T>> next, BiConsumer<Observation, CompletableFuture<T>> whenDone) {
		if (this.registry.isNoop()) {
			return next.apply(call);
		}
		NodeCallContext context = new NodeCallContext(call, this.routes.of(operation, call.route()));
		Observation observation = NodeObservation.CALL
			.observation(this.convention, DefaultNodeCallConvention.INSTANCE, () -> context, this.registry)
			.start();
		CompletableFuture<T> future;
		try {
			Map<String, String> headers = context.getCarrier();
			// Without a tracer nobody adds a header.
			future = next.apply((headers == null || headers.equals(call.headers())) ? call : call.withHeaders(headers));
		}
		catch (RuntimeException ex) {
			end(observation, ex);
			throw ex;
		}
		whenDone.accept(observation, future);
		return future;
	}

	private static void end(Observation observation, @Nullable Throwable failure) {
		if (failure != null) {
			observation.error(Outcomes.unwrapped(failure));
		}
		if (observation.getContext() instanceof NodeCallContext context) {
			context.end();
		}
		observation.stop();
	}

}
