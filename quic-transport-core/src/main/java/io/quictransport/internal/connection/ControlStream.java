package io.quictransport.internal.connection;

import io.quictransport.internal.connection.ConnectionLink.StreamRole;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.quictransport.ErrorCode;
import io.quictransport.NodeInfo;
import io.quictransport.internal.wire.ControlFrames;
import io.quictransport.internal.wire.ControlFrames.GoAway;
import io.quictransport.internal.wire.ControlFrames.Hello;
import io.quictransport.internal.wire.ControlFrames.Settled;
import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.internal.wire.FrameReader.MalformedFrameException;
import io.quictransport.internal.wire.FrameReader.StreamKind;
import io.quictransport.internal.wire.WireLimits;

/**
 * Speaks the control protocol on the first stream of the dialling end: HELLO both ways,
 * then PINGs, changes and GOAWAYs. Lives as long as its connection. Confined to the event
 * loop.
 */
final class ControlStream implements StreamRole {

	/** The most unread bytes: a peer that leaves more does not read at all. */
	private static final long MOST_UNREAD = 1024 * 1024;

	private final Connection connection;

	private final FrameOutput output;

	private boolean helloRead;

	private long unread;

	/** The version of the node's state that the peer has received. */
	private long told;

	ControlStream(Connection connection) {
		this.connection = connection;
		this.output = connection.output(this::notTaken);
	}

	/**
	 * Bounds the backlog, because a peer can request most of what leaves here, PONG for
	 * one, without end.
	 */
	private void notTaken(int bytes, ChannelFuture taken) {
		boolean before = this.unread > MOST_UNREAD;
		this.unread += bytes;
		taken.addListener((done) -> this.unread -= bytes);
		if (!before && this.unread > MOST_UNREAD) {
			// After the current write.
			this.connection.closeLater(ErrorCode.PROTOCOL_VIOLATION,
					"the peer leaves " + this.unread + " bytes of the control stream unread");
		}
	}

	/** The stream is open: the frames gathered so far can leave. */
	void begin(QuicStreamChannel stream) {
		this.output.attach(stream);
	}

	/** Sends HELLO first, at the dialling end. */
	void open(Hello hello) {
		this.output.buffer().writeByte(StreamKind.CONTROL);
		hello(hello);
	}

	void hello(Hello hello) {
		this.told = hello.node().version();
		hello.write(this.output.buffer());
	}

	void ping(long token) {
		ControlFrames.writePing(this.output.buffer(), token);
	}

	/** Sends this node's current state, unless the peer has it already. */
	void announce(NodeInfo node) {
		if (node.version() > this.told) {
			this.told = node.version();
			ControlFrames.writeNodeInfo(this.output.buffer(), node);
		}
	}

	void goAway(GoAway goAway) {
		goAway.write(this.output.buffer());
	}

	void done() {
		ControlFrames.writeDone(this.output.buffer());
	}

	void settled(Settled settled) {
		settled.write(this.output.buffer());
	}

	void cancel(long id) {
		ControlFrames.writeCancel(this.output.buffer(), id);
	}

	@Override
	public void frame(int type, ByteBuf body) {
		if (!this.helloRead) {
			if (type != FrameType.HELLO) {
				throw new MalformedFrameException("frame type " + type + " comes before HELLO");
			}
			this.helloRead = true;
			this.connection.helloReceived(Hello.read(body));
			return;
		}
		switch (type) {
			case FrameType.PING -> {
				ControlFrames.writePong(this.output.buffer(), ControlFrames.readToken(body));
				this.connection.liveness().pinged();
			}
			case FrameType.PONG -> this.connection.liveness().pong(ControlFrames.readToken(body));
			case FrameType.NODE_INFO ->
				this.connection.owner().nodeChanged(this.connection, ControlFrames.readNodeInfo(body));
			case FrameType.GOAWAY -> this.connection.gracefulClose().received(GoAway.read(body));
			case FrameType.DONE -> this.connection.gracefulClose().doneReceived();
			case FrameType.CANCEL -> this.connection.session().cancelled(ControlFrames.readNumber(body));
			case FrameType.SETTLED -> this.connection.session().settled(Settled.read(body));
			default -> throw new MalformedFrameException("frame type " + type + " is not for the control stream");
		}
	}

	/** The connection is closed, perhaps before this stream was open. */
	void abandon() {
		this.output.close();
	}

	@Override
	public void inputEnded() {
		throw new MalformedFrameException("the control stream has ended");
	}

	@Override
	public void closed() {
		this.output.close();
		this.connection.controlStreamLost();
	}

	@Override
	public int maxFrameLength() {
		return WireLimits.MAX_CONTROL_FRAME;
	}

}
