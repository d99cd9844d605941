package io.quictransport.sample;

import io.quictransport.MessageHandler;
import io.quictransport.RequestHandler;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What this node answers to the others. All of it only computes, in memory.
 */
@Configuration(proxyBeanMethods = false)
class BoardHandlers {

	@Bean
	RequestHandler commandHandler(KeyOwner owner, NodeJson json) {
		return RequestHandler
			.replying((request) -> json.write(owner.carryOut(json.read(request.payload(), Command.class))));
	}

	@Bean
	RequestHandler snapshotHandler(Board board, NodeJson json) {
		return RequestHandler.replying(
				(request) -> json.write(SnapshotPage.of(board, json.read(request.payload(), SnapshotPage.Ask.class))));
	}

	@Bean
	MessageHandler changeHandler(Incoming incoming, NodeJson json) {
		return (message, context) -> incoming.take(json.read(message.payload(), Entry.class));
	}

	@Bean
	RequestHandler statusHandler(NodeStatus status, NodeJson json) {
		return RequestHandler.replying((request) -> json.write(status.view()));
	}

}
