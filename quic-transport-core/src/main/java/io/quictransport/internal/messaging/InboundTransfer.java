package io.quictransport.internal.messaging;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.quictransport.MessageType;
import io.quictransport.NetworkMessage;
import io.quictransport.internal.connection.ConnectionLink;
import io.quictransport.internal.connection.ConnectionLink.StreamRole;
import io.quictransport.internal.wire.ControlFrames;
import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.internal.wire.FrameReader.MalformedFrameException;
import io.quictransport.internal.wire.MessageFrames;
import io.quictransport.internal.wire.MessageFrames.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Receives one large frame from a stream that the peer opened for it. Confined to the
 * event loop.
 */
final class InboundTransfer implements StreamRole {

	private static final int ANSWER = 128;

	private static final String TOO_MANY = AdmittedTransfers.MOST + " large messages of this peer are not settled";

	private final SessionContext context;

	private final ConnectionLink connection;

	private final Replies replies;

	private final ReplyPath alone;

	private final QuicStreamChannel stream;

	private boolean received;

	private @Nullable ByteBuf answer;

	InboundTransfer(SessionContext context, QuicStreamChannel stream, Replies replies, ReplyPath alone) {
		this.context = context;
		this.connection = context.connection();
		this.replies = replies;
		this.alone = alone;
		this.stream = stream;
	}

	@Override
	public void frame(int type, ByteBuf body) {
		if (this.received) {
			throw new MalformedFrameException("a transfer carries a second frame");
		}
		this.received = true;
		if (this.context.isSuperseded() && (type == FrameType.REQUEST || type == FrameType.EVENT)) {
			return;
		}
		switch (type) {
			case FrameType.REQUEST -> request(body);
			case FrameType.EVENT -> event(body);
			case FrameType.RESPONSE -> this.replies.response(body);
			case FrameType.ERROR -> this.replies.error(Failure.readError(body));
			default -> throw new MalformedFrameException("frame type " + type + " does not travel by transfer");
		}
	}

	private void request(ByteBuf body) {
		long id = MessageFrames.readId(body);
		if (this.connection.refusesWork()) {
			this.context.inbound().repeatedRequest(this.alone, id);
			return;
		}
		if (!list(id)) {
			this.context.inbound().requestBeyond(this.alone, id, TOO_MANY);
			return;
		}
		long timeoutMillis = MessageFrames.readTimeout(body);
		NetworkMessage message = this.context.read(body, MessageType.REQUEST);
		this.context.inbound()
			.request(this.context.identity(), this.alone, id, this.connection.lastHeard(), timeoutMillis, message);
	}

	private void event(ByteBuf body) {
		long id = MessageFrames.readId(body);
		if (this.connection.refusesWork()) {
			answer(this.context.inbound().repeatedEvent(1, id));
			return;
		}
		answer(list(id) ? message(id, body) : this.context.inbound().eventBeyond(1, id, TOO_MANY));
	}

	private void answer(@Nullable Failure refused) {
		ByteBuf out = this.connection.allocator().directBuffer(ANSWER);
		// The end of the stream releases it if there is no memory for all of it.
		this.answer = out;
		if (refused != null) {
			refused.writeNack(out);
		}
		else {
			ControlFrames.writeAck(out, 1);
		}
	}

	private @Nullable Failure message(long id, ByteBuf body) {
		long timeoutMillis = MessageFrames.readTimeout(body);
		NetworkMessage message = this.context.read(body, MessageType.MESSAGE);
		return this.context.inbound()
			.event(this.context.identity(), 1, id, this.connection.lastHeard(), timeoutMillis, message);
	}

	/**
	 * Has a GOAWAY list the message; false if there are too many, so that only one that
	 * has arrived before may be answered.
	 */
	private boolean list(long id) {
		return this.context.transfers().add(id, this.connection, this.stream.streamId());
	}

	@Override
	public void inputEnded() {
		if (!this.received) {
			throw new MalformedFrameException("a transfer ends without a frame");
		}
		ByteBuf out = this.answer;
		if (out != null) {
			this.answer = null;
			this.stream.write(new DefaultQuicStreamFrame(out, true), this.stream.voidPromise());
		}
		else {
			this.stream.shutdownOutput();
		}
	}

	@Override
	public void closed() {
		ByteBuf out = this.answer;
		if (out != null) {
			this.answer = null;
			out.release();
		}
	}

	@Override
	public int maxFrameLength() {
		return this.connection.localLimits().maxFrameLength();
	}

}
