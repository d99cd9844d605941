package io.quictransport.sample;

import io.quictransport.spring.boot.messaging.NodeController;
import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * What this node answers to the others.
 */
@NodeController
final class BoardHandlers {

	private final KeyOwner owner;

	private final Incoming incoming;

	private final NodeStatus status;

	BoardHandlers(KeyOwner owner, Incoming incoming, NodeStatus status) {
		this.owner = owner;
		this.incoming = incoming;
		this.status = status;
	}

	@MessageMapping(NodePaths.COMMAND)
	Answer command(Command command) {
		return this.owner.carryOut(command);
	}

	@MessageMapping(NodePaths.CHANGED)
	void changed(Entry entry) {
		this.incoming.take(entry);
	}

	@MessageMapping(NodePaths.STATUS)
	NodeView status() {
		return this.status.view();
	}

}
