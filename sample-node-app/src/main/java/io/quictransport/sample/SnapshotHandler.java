package io.quictransport.sample;

import io.quictransport.MessageStream;
import io.quictransport.MessageStreamHandler;
import io.quictransport.spring.boot.NodeHandler;
import org.springframework.stereotype.Component;

/**
 * Sends this node's copy of the board to the peer that asks for it, as a stream.
 */
@Component
@NodeHandler(path = NodePaths.SNAPSHOT)
final class SnapshotHandler implements MessageStreamHandler {

	private final Board board;

	private final NodeJson json;

	SnapshotHandler(Board board, NodeJson json) {
		this.board = board;
		this.json = json;
	}

	@Override
	public void handle(MessageStream stream) {
		for (SnapshotPart part : SnapshotPart.allOf(this.board)) {
			// Waits for the asker to keep pace.
			stream.send(this.json.write(part)).join();
		}
		stream.finish();
	}

}
