package io.quictransport.spring.boot.messaging;

/**
 * Changes how annotated handlers are found and called, for instance with additional
 * argument resolvers. Beans of this type are called in their order, before handlers are
 * searched for.
 */
@FunctionalInterface
public interface QuicMessageHandlerCustomizer {

	/**
	 * Changes the handler.
	 * @param handler the handler
	 */
	void customize(QuicMessageHandler handler);

}
