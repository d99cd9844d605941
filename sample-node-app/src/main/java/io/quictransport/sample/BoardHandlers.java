package io.quictransport.sample;

import io.quictransport.MessageHandler;
import io.quictransport.MessageStreamHandler;
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
	MessageStreamHandler snapshotHandler(Board board, NodeJson json) {
		return (stream) -> {
			for (SnapshotPart part : SnapshotPart.allOf(board)) {
				// Waits for the asker to keep pace.
				stream.send(json.write(part)).join();
			}
			stream.finish();
		};
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
