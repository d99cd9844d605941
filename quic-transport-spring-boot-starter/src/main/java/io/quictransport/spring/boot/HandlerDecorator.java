package io.quictransport.spring.boot;

import java.util.List;

import io.quictransport.MessageHandler;
import io.quictransport.MessageStreamHandler;
import io.quictransport.RequestHandler;

/**
 * Wraps the handlers of the application, beans and annotated methods, when they are
 * registered, for concerns of every handler such as observation. Beans of this type are
 * applied in their order, the first one outermost. Without any, handlers are registered
 * unchanged.
 */
@SuppressWarnings("overloads") // handlers come with their types here, not as lambdas
public interface HandlerDecorator {

	/**
	 * Wraps a request handler.
	 * @param route the path or pattern that the handler serves, as the application wrote
	 * it
	 * @param handler the handler
	 * @return what is registered in its place
	 */
	default RequestHandler decorate(String route, RequestHandler handler) {
		return handler;
	}

	/**
	 * Wraps a handler of one-way messages.
	 * @param route the path or pattern that the handler serves
	 * @param handler the handler
	 * @return what is registered in its place
	 */
	default MessageHandler decorate(String route, MessageHandler handler) {
		return handler;
	}

	/**
	 * Wraps a stream handler.
	 * @param route the path or pattern that the handler serves
	 * @param handler the handler
	 * @return what is registered in its place
	 */
	default MessageStreamHandler decorate(String route, MessageStreamHandler handler) {
		return handler;
	}

	/**
	 * Makes one decorator of several.
	 * @param decorators the decorators, the outermost first
	 * @return applies them all
	 */
	static HandlerDecorator of(List<HandlerDecorator> decorators) {
		return new CompositeHandlerDecorator(decorators);
	}

}
