package io.quictransport.internal.messaging;

import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.quictransport.MessagePayload;
import io.quictransport.MessageType;
import io.quictransport.NetworkMessage;
import io.quictransport.internal.connection.ConnectionLink;
import io.quictransport.internal.connection.ConnectionLink.StreamRole;
import io.quictransport.internal.connection.FrameOutput;
import io.quictransport.internal.wire.ControlFrames;
import io.quictransport.internal.wire.ControlFrames.Settled;
import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.internal.wire.FrameReader.MalformedFrameException;
import io.quictransport.internal.wire.MessageFrames;
import io.quictransport.internal.wire.MessageFrames.Failure;
import io.quictransport.internal.wire.WireLimits;
import org.jspecify.annotations.Nullable;

/**
 * Receives requests and one-way messages from a lane that the peer opened, and sends back
 * this node's answers to them. Confined to the event loop.
 */
final class InboundLane implements StreamRole, ReplyPath {

	private final SessionContext context;

	private final ConnectionLink connection;

	private final InboundLanes lanes;

	private final OwnStreamReplies alone;

	private final FrameOutput output;

	private final long streamId;

	private long received;

	private long acknowledged;

	private boolean inputEnded;

	private boolean finished;

	InboundLane(SessionContext context, InboundLanes lanes, OwnStreamReplies alone, QuicStreamChannel stream) {
		this.context = context;
		this.connection = context.connection();
		this.lanes = lanes;
		this.alone = alone;
		this.streamId = stream.streamId();
		this.output = this.connection.output(alone.unread());
		this.output.attach(stream);
	}

	@Override
	public void frame(int type, ByteBuf body) {
		if (this.inputEnded) {
			throw new MalformedFrameException("a frame after the lane's end");
		}
		if (this.context.isSuperseded()) {
			return;
		}
		switch (type) {
			case FrameType.REQUEST -> request(body);
			case FrameType.EVENT -> event(body);
			case FrameType.CANCEL -> this.context.inbound().cancel(ControlFrames.readNumber(body));
			case FrameType.SETTLED -> this.context.settled(Settled.read(body));
			default ->
				throw new MalformedFrameException("frame type " + type + " is not for the end that accepted a lane");
		}
	}

	private void request(ByteBuf body) {
		this.received++;
		long id = MessageFrames.readId(body);
		if (this.connection.refusesWork()) {
			this.context.inbound().repeatedRequest(this, id);
			return;
		}
		long timeoutMillis = MessageFrames.readTimeout(body);
		NetworkMessage message = this.context.read(body, MessageType.REQUEST);
		this.context.inbound()
			.request(this.context.identity(), this, id, this.connection.lastHeard(), timeoutMillis, message);
	}

	private void event(ByteBuf body) {
		this.received++;
		long id = MessageFrames.readId(body);
		if (id != LaneProbe.ID) {
			boolean refuses = this.connection.refusesWork();
			answer(refuses ? this.context.inbound().repeatedEvent(this.received, id) : message(id, body));
		}
		this.lanes.acknowledgeLater(this);
	}

	private @Nullable Failure message(long id, ByteBuf body) {
		long timeoutMillis = MessageFrames.readTimeout(body);
		NetworkMessage message = this.context.read(body, MessageType.MESSAGE);
		return this.context.inbound()
			.event(this.context.identity(), this.received, id, this.connection.lastHeard(), timeoutMillis, message);
	}

	private void answer(@Nullable Failure refused) {
		if (refused != null) {
			refused.writeNack(this.output.buffer());
		}
	}

	/** Acknowledges everything admitted since the last call in one frame. */
	void acknowledge() {
		if (this.acknowledged < this.received && !this.finished) {
			ControlFrames.writeAck(this.output.buffer(), this.received);
			this.acknowledged = this.received;
		}
	}

	@Override
	public boolean isClosed() {
		return this.connection.isClosed();
	}

	@Override
	public boolean isFull() {
		return this.alone.isFull();
	}

	@Override
	public WireLimits limits() {
		return this.connection.peerLimits();
	}

	@Override
	public void reply(long requestId, Map<String, String> headers, MessagePayload payload) {
		if (this.finished || StreamPool.isLarge(payload.length())) {
			this.alone.reply(requestId, headers, payload);
		}
		else {
			write(requestId, headers, payload);
		}
	}

	private void write(long requestId, Map<String, String> headers, MessagePayload payload) {
		@Nullable ByteBuf out = null;
		int begun = 0;
		try {
			this.context.messaging().unwritten.check(payload.length());
			out = this.output.buffer(payload.length());
			begun = out.writerIndex();
			MessageFrames.writeResponse(out, requestId, headers, payload);
		}
		catch (Throwable ex) {
			if (out != null) {
				// The frames gathered there must not end in half a frame.
				out.writerIndex(begun);
			}
			this.context.messaging().unwritten.add(this.context.peer(), payload.length(), ex);
			this.alone.notWritten(requestId, payload, ex);
		}
	}

	@Override
	public void error(Failure failure) {
		if (this.finished) {
			this.alone.error(failure);
		}
		else {
			failure.writeError(this.output.buffer());
		}
	}

	boolean isStalled(long now, long nanos) {
		return this.output.isStalled(now, nanos);
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
		this.lanes.gone(this);
		this.output.finish();
	}

	@Override
	public void closed() {
		this.finished = true;
		this.lanes.gone(this);
		this.output.close();
	}

	@Override
	public int maxFrameLength() {
		return this.connection.localLimits().maxFrameLength();
	}

}
