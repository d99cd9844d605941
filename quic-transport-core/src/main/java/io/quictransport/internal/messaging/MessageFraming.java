package io.quictransport.internal.messaging;

import io.netty.buffer.ByteBuf;
import io.quictransport.MessageType;
import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import io.quictransport.internal.connection.ConnectionLink;
import io.quictransport.internal.wire.MessageFrames;
import io.quictransport.internal.wire.WireLimits;

/**
 * Reads and writes the messages of one connection, with the paths cached from earlier
 * ones. Confined to the event loop.
 */
final class MessageFraming {

	private final ConnectionLink connection;

	private final PeerId self;

	private final PeerId peer;

	private final WireLimits limits;

	private final MessageFrames.Paths paths;

	MessageFraming(ConnectionLink connection, Messaging context, PeerId peer) {
		this.connection = connection;
		this.self = context.self;
		this.peer = peer;
		this.limits = context.limits.wire();
		this.paths = context.paths;
	}

	/** Reads a message after its id and timeout. */
	NetworkMessage read(ByteBuf body, MessageType type) {
		return MessageFrames.readMessage(body, type, this.peer, this.self, this.limits, this.paths);
	}

	/** Writes a message and returns the time, which is read once for a burst. */
	long write(ByteBuf out, Call<?> call) {
		long now = this.connection.now();
		int begun = out.writerIndex();
		try {
			MessageFrames.writeMessage(out, call.id(), call.remainingMillis(now), call.message(), this.paths);
			return now;
		}
		catch (Throwable ex) {
			// The frames gathered in the buffer must not end in half a frame.
			out.writerIndex(begun);
			throw ex;
		}
	}

}
