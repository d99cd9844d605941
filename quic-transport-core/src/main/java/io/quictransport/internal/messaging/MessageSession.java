package io.quictransport.internal.messaging;

import io.netty.handler.codec.quic.QuicStreamChannel;
import io.quictransport.ErrorCode;
import io.quictransport.StreamLoad;
import io.quictransport.internal.connection.ConnectionLink;
import io.quictransport.internal.connection.ConnectionLink.Session;
import io.quictransport.internal.connection.ConnectionLink.StreamRole;
import io.quictransport.internal.messaging.Outbox.OutboundSession;
import io.quictransport.internal.wire.ControlFrames.GoAway;
import io.quictransport.internal.wire.ControlFrames.Settled;
import io.quictransport.internal.wire.FrameReader.MalformedFrameException;
import io.quictransport.internal.wire.FrameReader.StreamKind;

/**
 * Exchanges messages with a peer over one connection: this node's calls by its stream
 * pool, the peer's by the lanes and transfers that it opens. Confined to the event loop.
 */
final class MessageSession implements Session {

	private final SessionContext context;

	private final ConnectionLink connection;

	private final Outbox outbox;

	private final Replies replies;

	private final InboundLanes inboundLanes;

	private final StreamPool streams;

	/** Whether the peer has already stated what it has not admitted. */
	private boolean refused;

	MessageSession(SessionContext context, Outbox outbox) {
		this.context = context;
		this.connection = context.connection();
		this.outbox = outbox;
		this.replies = new Replies(context);
		UnreadAnswers unread = new UnreadAnswers(context.messaging().limits,
				(reason) -> this.connection.closeLater(ErrorCode.PROTOCOL_VIOLATION, reason));
		this.streams = new StreamPool(context, this.replies, unread);
		this.inboundLanes = new InboundLanes(context, new OwnStreamReplies(this.connection, this.streams, unread));
	}

	@Override
	public StreamRole accept(QuicStreamChannel stream, int kind) {
		return switch (kind) {
			case StreamKind.LANE -> this.inboundLanes.accept(stream);
			case StreamKind.TRANSFER ->
				new InboundTransfer(this.context, stream, this.replies, this.inboundLanes.alone());
			case StreamKind.MESSAGES -> new MessageChannel(this.context, this.streams.messages(), stream);
			default -> throw new MalformedFrameException("stream kind " + kind + " is not admitted here");
		};
	}

	@Override
	public void creditChanged() {
		this.streams.creditChanged();
	}

	@Override
	public void beforeFlush() {
		this.inboundLanes.acknowledge();
	}

	@Override
	public void tick(long now) {
		this.streams.openAwaitedLane();
		this.streams.closeIdleLanes(now);
		this.streams.probeLanes(now);
	}

	@Override
	public boolean isStalled(long now, long nanos) {
		return this.streams.isStalled(now, nanos) || this.inboundLanes.isStalled(now, nanos);
	}

	@Override
	public boolean isWaiting() {
		return this.outbox.isWaitingOn(this.connection) || this.streams.messages().hasOwn();
	}

	@Override
	public boolean isAnswering() {
		return this.context.inbound().isAnswering() || hasStreams();
	}

	@Override
	public boolean hasStreams() {
		return !this.streams.messages().isEmpty();
	}

	@Override
	public int laneCount() {
		return this.streams.laneCount();
	}

	@Override
	public StreamLoad streams(int open, long credit) {
		return this.streams.load(open, credit);
	}

	@Override
	public GoAway admitted(ErrorCode code, String reason) {
		return new GoAway(code, reason, this.inboundLanes.admitted(),
				this.context.transfers().streamsOf(this.connection));
	}

	@Override
	public void peerRefuses(GoAway goAway) {
		if (!this.refused) {
			// A later one lists no more than the first, after which only messages that
			// the peer may already have run were sent: it answers those in any case.
			this.refused = true;
			this.outbox.refused(this.connection, goAway);
		}
	}

	@Override
	public void settled(Settled settled) {
		if (!this.context.isSuperseded()) {
			this.context.settled(settled);
		}
	}

	@Override
	public void cancelled(long id) {
		if (!this.context.isSuperseded()) {
			this.context.inbound().cancel(id);
		}
	}

	@Override
	public void settleAll() {
		this.outbox.settleAll(this.streams);
	}

	@Override
	public void closed() {
		this.streams.connectionClosed();
		this.context.transfers().connectionClosed(this.connection);
	}

	/** Sends this node's calls over the connection. */
	OutboundSession calls() {
		return this.streams;
	}

}
