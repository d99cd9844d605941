package io.quictransport.quic;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.quictransport.MessageType;
import io.quictransport.NetworkMessage;
import io.quictransport.wire.ControlFrames;
import io.quictransport.wire.Failure;
import io.quictransport.wire.FrameType;
import io.quictransport.wire.MalformedFrameException;
import io.quictransport.wire.MessageFrames;
import org.jspecify.annotations.Nullable;

/**
 * One large frame on a stream that the peer opened for it. Confined to the event loop.
 */
final class InboundTransfer implements StreamRole {

	private static final int ANSWER = 128;

	private final Connection connection;

	private final QuicStreamChannel stream;

	private boolean received;

	private @Nullable ByteBuf answer;

	InboundTransfer(Connection connection, QuicStreamChannel stream) {
		this.connection = connection;
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
			case FrameType.RESPONSE -> this.connection.replies().response(body);
			case FrameType.ERROR -> this.connection.replies().error(Failure.read(body));
			default -> throw new MalformedFrameException("frame type " + type + " does not travel by transfer");
		}
	}

	private void request(ByteBuf body) {
		if (this.connection.refusesWork()) {
			return;
		}
		this.connection.farewell().transferAdmitted(this.stream.streamId());
		long id = MessageFrames.readId(body);
		long timeoutMillis = MessageFrames.readTimeout(body);
		NetworkMessage message = this.connection.framing().read(body, MessageType.REQUEST);
		this.connection.inbound().request(this.connection, null, id, timeoutMillis, message);
	}

	private void event(ByteBuf body) {
		if (this.connection.refusesWork()) {
			return;
		}
		this.connection.farewell().transferAdmitted(this.stream.streamId());
		long id = MessageFrames.readId(body);
		long timeoutMillis = MessageFrames.readTimeout(body);
		NetworkMessage message = this.connection.framing().read(body, MessageType.EVENT);
		@Nullable Failure refused = this.connection.inbound().event(this.connection, 1, id, timeoutMillis, message);
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
