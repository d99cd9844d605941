package io.quictransport.spring.boot;

import java.util.List;
import java.util.function.BiFunction;

import io.quictransport.MessageHandler;
import io.quictransport.MessageStreamHandler;
import io.quictransport.RequestHandler;

/**
 * Applies several decorators.
 *
 * @param decorators the decorators, the outermost first
 */
record CompositeHandlerDecorator(List<HandlerDecorator> decorators) implements HandlerDecorator {

	@Override
	public RequestHandler decorate(String route, RequestHandler handler) {
		return apply(handler, (decorator, inner) -> decorator.decorate(route, inner));
	}

	@Override
	public MessageHandler decorate(String route, MessageHandler handler) {
		return apply(handler, (decorator, inner) -> decorator.decorate(route, inner));
	}

	@Override
	public MessageStreamHandler decorate(String route, MessageStreamHandler handler) {
		return apply(handler, (decorator, inner) -> decorator.decorate(route, inner));
	}

	private <H> H apply(H handler, BiFunction<HandlerDecorator, H, H> step) {
		H decorated = handler;
		for (int i = this.decorators.size() - 1; i >= 0; i--) {
			decorated = step.apply(this.decorators.get(i), decorated);
		}
		return decorated;
	}

}
