package io.quictransport.quic;

import io.netty.buffer.ByteBuf;
import io.quictransport.MessageType;
import io.quictransport.NetworkMessage;
import io.quictransport.wire.MessageFrames;
import io.quictransport.wire.PathCache;
import io.quictransport.wire.PathTexts;
import io.quictransport.wire.WireLimits;

/**
 * Reads and writes the messages of one connection, with what was learnt from those
 * before. Confined to the event loop.
 */
final class MessageFraming {

	private final Connection connection;

	private final TransportContext context;

	private final FlushQueue flushQueue;

	private final WireLimits limits;

	private final PathCache paths;

	private final PathTexts pathTexts;

	MessageFraming(Connection connection, TransportContext context, FlushQueue flushQueue) {
		this.connection = connection;
		this.context = context;
		this.flushQueue = flushQueue;
		this.limits = context.wireLimits;
		this.paths = context.paths;
		this.pathTexts = context.pathTexts;
	}

	/** Reads a message from behind its id and time-out. */
	NetworkMessage read(ByteBuf body, MessageType type) {
		return MessageFrames.readMessage(body, type, this.connection.peer().id(), this.context.id, this.limits,
				this.paths);
	}

	/** Writes a message, and says when: the time that is read once for a burst. */
	long write(ByteBuf out, Call<?> call) {
		long now = this.flushQueue.now();
		MessageFrames.writeMessage(out, call.id, call.remainingMillis(now), call.message(), this.pathTexts);
		return now;
	}

}
