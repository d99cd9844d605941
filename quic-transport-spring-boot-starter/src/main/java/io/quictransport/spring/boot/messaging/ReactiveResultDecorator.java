package io.quictransport.spring.boot.messaging;

/**
 * Wraps results of annotated methods whose values come later, such as a Mono or a Flux,
 * before they are subscribed to, for instance to add to the context of the subscription.
 * Called on the thread of the handler, as soon as the method has returned. Beans of this
 * type are applied in their order.
 */
@FunctionalInterface
public interface ReactiveResultDecorator {

	/**
	 * Wraps a result.
	 * @param result what the method has returned: a {@link java.util.concurrent.Flow}
	 * publisher, a stage, or of a type that Spring's
	 * {@link org.springframework.core.ReactiveAdapterRegistry} knows
	 * @return what takes its place; of a type that stands for as many values
	 */
	Object decorate(Object result);

}
