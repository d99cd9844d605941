package io.quictransport.sample;

import io.quictransport.MessageHandler;
import io.quictransport.RequestHandler;
import io.quictransport.spring.boot.NodeHandler;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What this node answers to the others.
 */
@Configuration(proxyBeanMethods = false)
class BoardHandlers {

	@Bean
	@NodeHandler(path = NodePaths.COMMAND)
	RequestHandler commandHandler(KeyOwner owner, NodeJson json) {
		return RequestHandler
			.replying((request) -> json.write(owner.carryOut(json.read(request.payload(), Command.class))));
	}

	@Bean
	@NodeHandler(path = NodePaths.SNAPSHOT)
	RequestHandler snapshotHandler(Board board, NodeJson json) {
		return RequestHandler.replying(
				(request) -> json.write(SnapshotPage.of(board, json.read(request.payload(), SnapshotPage.Ask.class))));
	}

	@Bean
	@NodeHandler(path = NodePaths.CHANGED)
	MessageHandler changeHandler(Incoming incoming, NodeJson json) {
		return (message, context) -> incoming.take(json.read(message.payload(), Entry.class));
	}

	@Bean
	@NodeHandler(path = NodePaths.STATUS)
	RequestHandler statusHandler(NodeStatus status, NodeJson json) {
		return RequestHandler.replying((request) -> json.write(status.view()));
	}

}
