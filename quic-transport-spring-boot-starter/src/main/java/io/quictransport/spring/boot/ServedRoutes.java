package io.quictransport.spring.boot;

import java.util.List;

import io.quictransport.MessageHandler;
import io.quictransport.MessageStreamHandler;
import io.quictransport.RequestHandler;

/**
 * Records the routes that the node serves, and counts the calls of their handlers: for
 * the log line before the start, and for the endpoint {@code quicroutes}. Handler beans
 * and annotated methods are recorded by the starter; a {@link NetworkTransportConfigurer}
 * that registers other handlers may add them. May be read on any thread; routes are added
 * while the context starts.
 */
@SuppressWarnings("overloads") // handlers come with their types here, not as lambdas
public interface ServedRoutes {

	/**
	 * Adds a handler of requests.
	 * @param path the path or pattern that it serves
	 * @param description the handler, as a developer knows it
	 * @param handler the handler
	 * @return what is to be registered in its place, which counts
	 */
	RequestHandler add(String path, String description, RequestHandler handler);

	/**
	 * Adds a handler of one-way messages.
	 * @param path the path or pattern that it serves
	 * @param description the handler, as a developer knows it
	 * @param handler the handler
	 * @return what is to be registered in its place, which counts
	 */
	MessageHandler add(String path, String description, MessageHandler handler);

	/**
	 * Adds a handler of streams.
	 * @param path the path or pattern that it serves
	 * @param description the handler, as a developer knows it
	 * @param handler the handler
	 * @return what is to be registered in its place, which counts
	 */
	MessageStreamHandler add(String path, String description, MessageStreamHandler handler);

	/**
	 * What the node serves now.
	 * @return the routes, by path and operation
	 */
	List<Route> routes();

	/**
	 * Describes a path that is served for one kind of call.
	 *
	 * @param path the path or pattern
	 * @param operation what is served there
	 * @param handler the handler, as a developer knows it
	 * @param calls how often it has been called
	 * @param failures how many of these calls have failed so far: the handler threw,
	 * refused or did not understand the message, or the stream broke off
	 */
	record Route(String path, NodeOperation operation, String handler, long calls, long failures) {

	}

}
