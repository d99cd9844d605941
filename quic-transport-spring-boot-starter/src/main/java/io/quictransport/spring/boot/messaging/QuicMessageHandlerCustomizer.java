package io.quictransport.spring.boot.messaging;

/**
 * Changes how annotated handlers are found and called, for instance by argument resolvers
 * of the application's own. Beans of this type are called in their order, before handlers
 * are looked for.
 */
@FunctionalInterface
public interface QuicMessageHandlerCustomizer {

	/**
	 * Changes the handler.
	 * @param handler the handler
	 */
	void customize(QuicMessageHandler handler);

}
