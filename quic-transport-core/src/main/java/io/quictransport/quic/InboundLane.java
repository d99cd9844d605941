package io.quictransport.quic;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.quictransport.MessageType;
import io.quictransport.NetworkMessage;
import io.quictransport.wire.ControlFrames;
import io.quictransport.wire.Failure;
import io.quictransport.wire.FrameType;
import io.quictransport.wire.MalformedFrameException;
import io.quictransport.wire.MessageFrames;
import io.quictransport.wire.Settled;
import org.jspecify.annotations.Nullable;

/**
 * A lane that the peer opened: brings its requests and one-way messages, and carries back
 * what this node has to say of them. Confined to the event loop.
 */
final class InboundLane implements StreamRole {

	private final Connection connection;

	private final FrameOutput output;

	private final long streamId;

	private long received;

	private long acknowledged;

	private boolean inputEnded;

	private boolean finished;

	InboundLane(Connection connection, QuicStreamChannel stream) {
		this.connection = connection;
		this.streamId = stream.streamId();
		this.output = new FrameOutput(connection, connection.inboundLanes().unread());
		this.output.attach(stream);
	}

	@Override
	public void frame(int type, ByteBuf body) {
		if (this.inputEnded) {
			throw new MalformedFrameException("a frame after the lane's end");
		}
		switch (type) {
			case FrameType.REQUEST -> request(body);
			case FrameType.EVENT -> event(body);
			case FrameType.CANCEL -> this.connection.inbound().cancel(ControlFrames.readNumber(body));
			case FrameType.SETTLED -> this.connection.inbound().settled(Settled.read(body));
			default ->
				throw new MalformedFrameException("frame type " + type + " is not for the end that accepted a lane");
		}
	}

	private void request(ByteBuf body) {
		if (this.connection.refusesWork()) {
			return;
		}
		this.received++;
		long id = MessageFrames.readId(body);
		long timeoutMillis = MessageFrames.readTimeout(body);
		NetworkMessage message = this.connection.framing().read(body, MessageType.REQUEST);
		this.connection.inbound().request(this.connection, this, id, timeoutMillis, message);
	}

	private void event(ByteBuf body) {
		if (this.connection.refusesWork()) {
			return;
		}
		this.received++;
		long id = MessageFrames.readId(body);
		if (id != LaneProbe.ID) {
			message(id, body);
		}
		this.connection.inboundLanes().acknowledgeLater(this);
	}

	private void message(long id, ByteBuf body) {
		long timeoutMillis = MessageFrames.readTimeout(body);
		NetworkMessage message = this.connection.framing().read(body, MessageType.EVENT);
		@Nullable Failure refused = this.connection.inbound().event(this.connection, this.received, id, timeoutMillis, message);
		if (refused != null) {
			refused.writeNack(this.output.buffer());
		}
	}

	/** Says once for all that was admitted since the last time. */
	void acknowledge() {
		if (this.acknowledged < this.received && !this.finished) {
			this.acknowledged = this.received;
			ControlFrames.writeAck(this.output.buffer(), this.received);
		}
	}

	FrameOutput output() {
		return this.output;
	}

	boolean isStalled(long now, long nanos) {
		return this.output.isStalled(now, nanos);
	}

	boolean isUsable() {
		return !this.finished;
	}

	long streamId() {
		return this.streamId;
	}

	long received() {
		return this.received;
	}

	@Override
	public void inputEnded() {
		// The peer ends a lane only when it waits for nothing more on it.
		this.inputEnded = true;
		ControlFrames.writeAck(this.output.buffer(), this.received);
		this.finished = true;
		this.connection.inboundLanes().gone(this);
		this.output.finish();
	}

	@Override
	public void closed() {
		this.finished = true;
		this.connection.inboundLanes().gone(this);
		this.output.close();
	}

	@Override
	public int maxFrameLength() {
		return this.connection.localLimits().maxFrameLength();
	}

}
