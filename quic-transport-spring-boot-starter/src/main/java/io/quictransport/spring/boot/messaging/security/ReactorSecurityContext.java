package io.quictransport.spring.boot.messaging.security;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

import io.quictransport.spring.boot.messaging.ReactiveResultDecorator;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

/**
 * Adds the security context of the handler's thread to the Reactor context of the
 * handler's result, where reactive code reads it. Types of the JDK have no such context.
 */
final class ReactorSecurityContext implements ReactiveResultDecorator {

	private final SecurityContextHolderStrategy contexts;

	ReactorSecurityContext(SecurityContextHolderStrategy contexts) {
		this.contexts = contexts;
	}

	@Override
	public Object decorate(Object result) {
		ReactiveAdapter adapter = (result instanceof CompletionStage || result instanceof Flow.Publisher) ? null
				: ReactiveAdapterRegistry.getSharedInstance().getAdapter(null, result);
		SecurityContext current = this.contexts.getContext();
		if (adapter == null || current.getAuthentication() == null) {
			return result;
		}
		Publisher<?> publisher = adapter.toPublisher(result);
		Context context = ReactiveSecurityContextHolder.withSecurityContext(Mono.just(current));
		return adapter.isMultiValue() ? Flux.from(publisher).contextWrite(context)
				: Mono.from(publisher).contextWrite(context);
	}

}
