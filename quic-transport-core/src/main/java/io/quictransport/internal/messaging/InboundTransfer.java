package io.quictransport.internal.messaging;

import java.util.function.LongConsumer;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.quictransport.MessageType;
import io.quictransport.NetworkMessage;
import io.quictransport.internal.connection.ConnectionLink;
import io.quictransport.internal.connection.StreamRole;
import io.quictransport.internal.wire.ControlFrames;
import io.quictransport.internal.wire.Failure;
import io.quictransport.internal.wire.FrameType;
import io.quictransport.internal.wire.MalformedFrameException;
import io.quictransport.internal.wire.MessageFrames;
import org.jspecify.annotations.Nullable;

/**
 * Takes one large frame from a stream that the peer opened for it. Confined to the event
 * loop.
 */
final class InboundTransfer implements StreamRole {

	private static final int ANSWER = 128;

	private final SessionContext context;

	private final ConnectionLink connection;

	private final Replies replies;

	private final ReplyPath alone;

	/** Is told the stream of each message that is admitted. */
	private final LongConsumer admitted;

	private final QuicStreamChannel stream;

	private boolean received;

	private @Nullable ByteBuf answer;

	InboundTransfer(SessionContext context, QuicStreamChannel stream, Replies replies, ReplyPath alone,
			LongConsumer admitted) {
		this.context = context;
		this.connection = context.connection();
		this.replies = replies;
		this.alone = alone;
		this.admitted = admitted;
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
		this.admitted.accept(this.stream.streamId());
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
		this.admitted.accept(this.stream.streamId());
		long timeoutMillis = MessageFrames.readTimeout(body);
		NetworkMessage message = this.context.framing().read(body, MessageType.EVENT);
		answer(this.context.inbound()
			.event(this.context.identity(), 1, id, this.connection.lastHeard(), timeoutMillis, message));
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
