package io.quictransport.spring.boot.messaging;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

import io.quictransport.MessageHandler;
import io.quictransport.MessageStreamHandler;
import io.quictransport.NetworkTransport;
import io.quictransport.Registration;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.spring.boot.HandlerDecorator;
import io.quictransport.spring.boot.NetworkTransportConfigurer;
import io.quictransport.spring.boot.ServedRoutes;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.messaging.handler.HandlerMethod;

/**
 * Registers the annotated methods: exact paths one by one, and patterns together, because
 * the most specific one is found by comparing them.
 */
final class AnnotatedRoutes implements NetworkTransportConfigurer, DisposableBean, Ordered {

	private final QuicMessageHandler handler;

	private final RouteConflicts conflicts;

	private final CheckedAuthorization authorization;

	private final ObjectProvider<HandlerDecorator> decorators;

	private final ServedRoutes served;

	private final Executor executor;

	private final List<Registration> registrations = new ArrayList<>();

	AnnotatedRoutes(QuicMessageHandler handler, RouteConflicts conflicts, CheckedAuthorization authorization,
			ObjectProvider<HandlerDecorator> decorators, ServedRoutes served, Executor executor) {
		this.handler = handler;
		this.conflicts = conflicts;
		this.authorization = authorization;
		this.decorators = decorators;
		this.served = served;
		this.executor = executor;
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public void configure(NetworkTransport transport) {
		this.handler.findControllers();
		Signatures signatures = new Signatures(this.handler);
		this.handler.getHandlerMethods().forEach(signatures::check);
		this.handler.typesOfExceptionHandlers().forEach(signatures::checkExceptionHandlers);
		this.handler.getHandlerMethods().values().forEach(this.authorization::check);
		this.conflicts.check(this.handler);
		HandlerDecorator decorator = HandlerDecorator.of(this.decorators.orderedStream().toList());
		PatternRoutes<RequestHandler> requests = new PatternRoutes<>(this.handler.pathMatcher());
		PatternRoutes<MessageHandler> messages = new PatternRoutes<>(this.handler.pathMatcher());
		PatternRoutes<MessageStreamHandler> streams = new PatternRoutes<>(this.handler.pathMatcher());
		Set<String> shared = shared();
		this.handler.getHandlerMethods().forEach((route, method) -> route.patterns().forEach((pattern) -> {
			MethodHandler target = newHandler(method, pattern, transport);
			String name = MethodNames.describe(method.getBeanType(), method.getMethod());
			for (RouteKind kind : route.kinds()) {
				if (kind == RouteKind.REQUEST && shared.contains(pattern)) {
					continue;
				}
				switch (kind) {
					case REQUEST -> add(pattern,
							decorator.decorate(pattern,
									this.served.add(pattern, name, (RequestHandler) target::request)),
							requests, transport::onRequest);
					case MESSAGE -> add(pattern,
							decorator.decorate(pattern,
									this.served.add(pattern, name, (MessageHandler) target::message)),
							messages, transport::onMessage);
					case STREAM -> add(pattern,
							decorator.decorate(pattern,
									this.served.add(pattern, name, (MessageStreamHandler) target::stream)),
							streams, transport::onStream);
				}
			}
		}));
		if (!requests.isEmpty()) {
			this.registrations.add(transport.onRequest(Route.matching(requests.paths()),
					(request, context) -> requests.find(request.path()).handle(request, context)));
		}
		if (!messages.isEmpty()) {
			this.registrations.add(transport.onMessage(Route.matching(messages.paths()),
					(message, context) -> messages.find(message.path()).handle(message, context)));
		}
		if (!streams.isEmpty()) {
			this.registrations.add(transport.onStream(Route.matching(streams.paths()),
					(stream) -> streams.find(stream.path()).handle(stream)));
		}
	}

	/**
	 * The paths that several methods serve, all of which return nothing: each gets the
	 * one-way messages, and none answers a request for the others.
	 */
	private Set<String> shared() {
		Set<String> once = new HashSet<>();
		Set<String> shared = new HashSet<>();
		this.handler.getHandlerMethods().keySet().forEach((route) -> route.patterns().forEach((pattern) -> {
			if (!once.add(pattern) && route.kinds().contains(RouteKind.MESSAGE)) {
				shared.add(pattern);
			}
		}));
		return shared;
	}

	private MethodHandler newHandler(HandlerMethod method, String pattern, NetworkTransport transport) {
		return new MethodHandler(this.handler, method, pattern, transport, this.executor);
	}

	private <H> void add(String pattern, H target, PatternRoutes<H> patterns, Registrar<H> registrar) {
		if (this.handler.pathMatcher().isPattern(pattern)) {
			patterns.add(pattern, target);
		}
		else {
			this.registrations.add(registrar.register(pattern, target));
		}
	}

	@Override
	public void destroy() {
		this.registrations.forEach(Registration::close);
		this.registrations.clear();
	}

	/**
	 * Registers the handler of an exact path.
	 *
	 * @param <H> the type of the handler
	 */
	private interface Registrar<H> {

		Registration register(String path, H handler);

	}

}
