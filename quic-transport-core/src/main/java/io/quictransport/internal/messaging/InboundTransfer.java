package io.quictransport.internal.messaging;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.quictransport.ErrorCode;
import io.quictransport.MessageType;
import io.quictransport.NetworkMessage;
import io.quictransport.Outcome;
import io.quictransport.internal.connection.ConnectionLink;
import io.quictransport.internal.connection.ConnectionLink.StreamRole;
import io.quictransport.internal.wire.ControlFrames;
import io.quictransport.internal.wire.FrameType;
import io.quictransport.internal.wire.MalformedFrameException;
import io.quictransport.internal.wire.MessageFrames;
import io.quictransport.internal.wire.MessageFrames.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Receives one large frame from a stream that the peer opened for it. Confined to the
 * event loop.
 */
final class InboundTransfer implements StreamRole {

	private static final int ANSWER = 128;

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
		switch (type) {
			case FrameType.REQUEST -> request(body);
			case FrameType.EVENT -> event(body);
			case FrameType.RESPONSE -> this.replies.response(body);
			case FrameType.ERROR -> this.replies.error(Failure.read(body));
			default -> throw new MalformedFrameException("frame type " + type + " does not travel by transfer");
		}
	}

	private void request(ByteBuf body) {
		long id = MessageFrames.readId(body);
		if (this.connection.refusesWork()) {
			this.context.inbound().repeated(this.alone, id);
			return;
		}
		if (!admit(id)) {
			this.alone.error(tooMany(id));
			return;
		}
		long timeoutMillis = MessageFrames.readTimeout(body);
		NetworkMessage message = this.context.framing().read(body, MessageType.REQUEST);
		this.context.inbound()
			.request(this.context.identity(), this.alone, id, this.connection.lastHeard(), timeoutMillis, message);
	}

	private void event(ByteBuf body) {
		long id = MessageFrames.readId(body);
		if (this.connection.refusesWork()) {
			answer(this.context.inbound().repeatedEvent(1, id));
			return;
		}
		answer(admit(id) ? message(id, body) : tooMany(1));
	}

	private void answer(@Nullable Failure refused) {
		ByteBuf out = this.connection.allocator().directBuffer(ANSWER);
		if (refused != null) {
			refused.writeNack(out);
		}
		else {
			ControlFrames.writeAck(out, 1);
		}
		this.answer = out;
	}

	private @Nullable Failure message(long id, ByteBuf body) {
		long timeoutMillis = MessageFrames.readTimeout(body);
		NetworkMessage message = this.context.framing().read(body, MessageType.EVENT);
		return this.context.inbound()
			.event(this.context.identity(), 1, id, this.connection.lastHeard(), timeoutMillis, message);
	}

	/** Remembers a message as admitted; false if too many are remembered. */
	private boolean admit(long id) {
		if (this.context.transfers().isFull()) {
			this.context.messaging().counters.error(ErrorCode.OVERLOADED);
			return false;
		}
		this.context.transfers().add(id, this.connection, this.stream.streamId());
		return true;
	}

	/** An earlier copy on a lost connection may have been admitted. */
	private static Failure tooMany(long subject) {
		return new Failure(subject, ErrorCode.OVERLOADED, Outcome.UNKNOWN, 0,
				AdmittedTransfers.MOST + " large messages of this peer are not settled");
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
