package io.quictransport.spring.boot.messaging;

import io.quictransport.nodes.PublishResult;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEvent;

/**
 * Reports that an event has not reached all nodes that it is for ({@link NodeEvents}):
 * some are away, have refused it, or may or may not have received it. Published on the
 * transport's handler executor, where a listener may block.
 */
public final class UndeliveredEvent extends ApplicationEvent {

	private final transient Object payload;

	private final transient @Nullable PublishResult result;

	private final transient @Nullable Throwable failure;

	UndeliveredEvent(Object source, Object payload, @Nullable PublishResult result, @Nullable Throwable failure) {
		super(source);
		this.payload = payload;
		this.result = result;
		this.failure = failure;
	}

	/**
	 * The event as it was published.
	 * @return the event
	 */
	public Object getPayload() {
		return this.payload;
	}

	/**
	 * What is known of it at each node.
	 * @return the result; null if it could be sent to no node at all
	 */
	public @Nullable PublishResult getResult() {
		return this.result;
	}

	/**
	 * Why it could be sent to no node.
	 * @return the failure; null if there is a result
	 */
	public @Nullable Throwable getFailure() {
		return this.failure;
	}

}
