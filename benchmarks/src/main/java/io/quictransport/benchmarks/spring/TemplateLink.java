package io.quictransport.benchmarks.spring;

import java.util.concurrent.CompletableFuture;

import io.quictransport.PeerId;
import io.quictransport.benchmarks.subject.Link;
import io.quictransport.spring.boot.messaging.NodeCall;
import io.quictransport.spring.boot.messaging.NodeTransportOperations;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Links an application's template to the one peer that it calls.
 *
 * @param context the application
 * @param template its template
 * @param peer the peer
 */
record TemplateLink(ConfigurableApplicationContext context, NodeTransportOperations template,
		PeerId peer) implements Link {

	@Override
	public void request(byte[] payload, Completion completion) {
		tell(this.template.requestAsync(NodeCall.to(this.peer, EchoController.ECHO), payload, byte[].class),
				completion);
	}

	@Override
	public void send(byte[] payload, Completion completion) {
		tell(this.template.sendAsync(NodeCall.to(this.peer, EchoController.TAKE), payload), completion);
	}

	private static void tell(CompletableFuture<?> call, Completion completion) {
		call.whenComplete((reply, failure) -> {
			if (failure != null) {
				completion.failed(failure);
			}
			else {
				completion.completed();
			}
		});
	}

	@Override
	public void close() {
		this.context.close();
	}

}
