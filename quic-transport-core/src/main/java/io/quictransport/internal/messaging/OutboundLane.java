package io.quictransport.internal.messaging;

import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.quictransport.internal.connection.ConnectionLink;
import io.quictransport.internal.connection.FrameOutput;
import io.quictransport.internal.wire.ControlFrames;
import io.quictransport.internal.wire.ControlFrames.GoAway;
import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.internal.wire.FrameReader.MalformedFrameException;
import io.quictransport.internal.wire.FrameReader.StreamKind;
import io.quictransport.internal.wire.MessageFrames;
import io.quictransport.internal.wire.MessageFrames.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Carries requests and one-way messages over a lane that this node opened, and receives
 * the peer's answers to them. Confined to the event loop.
 */
final class OutboundLane implements Carrier, StreamOccupant, Lanes.Lane {

	private final SessionContext context;

	private final ConnectionLink connection;

	private final Replies replies;

	/** Notified when the lane takes messages. */
	private final Consumer<OutboundLane> opened;

	/** Notified once when the lane takes nothing more, or will never take any. */
	private final Consumer<OutboundLane> ended;

	private final FrameOutput output;

	/**
	 * One-way messages in the order of their sequences, some of them resolved already.
	 */
	private final SentEvents unacknowledged = new SentEvents();

	private @Nullable QuicStreamChannel stream;

	private boolean finished;

	private long sequence;

	private int load;

	private long lastUsed;

	private final LaneProbe probe = new LaneProbe();

	/**
	 * When the peer was last known to have taken what was sent, or nothing was pending.
	 */
	private long progressAt;

	OutboundLane(SessionContext context, Replies replies, Consumer<OutboundLane> opened, Consumer<OutboundLane> ended) {
		this.context = context;
		this.connection = context.connection();
		this.replies = replies;
		this.opened = opened;
		this.ended = ended;
		this.lastUsed = context.messaging().now();
		this.progressAt = this.lastUsed;
		this.output = this.connection.output(null);
	}

	@Override
	public void begin(QuicStreamChannel opened) {
		this.output.buffer().writeByte(StreamKind.LANE);
		this.output.attach(opened);
		this.stream = opened;
		this.opened.accept(this);
	}

	@Override
	public void notBegun(Throwable cause) {
		this.finished = true;
	}

	@Override
	public boolean isGivenUp() {
		return this.finished;
	}

	@Override
	public void notOpened() {
		closed();
	}

	/** Writes a message; it leaves with the next flush. */
	void send(Call<?> call) {
		this.lastUsed = write(this.output.buffer(call.payloadLength()), call);
		call.carriedBy(this, ++this.sequence);
		this.load++;
		if (call.isAcknowledged()) {
			if (this.unacknowledged.isEmpty()) {
				this.progressAt = this.lastUsed;
			}
			this.unacknowledged.add(call);
		}
		this.context.traffic().sent(call.payloadLength());
	}

	/** Returns the time, which is read once for a burst. */
	private long write(ByteBuf out, Call<?> call) {
		long now = this.connection.now();
		int begun = out.writerIndex();
		try {
			MessageFrames.writeMessage(out, call.id(), call.remainingMillis(now), call.message(),
					this.context.messaging().paths);
			if (call.isTakenBack()) {
				throw new CancellationException("the caller has taken its buffer back");
			}
			return now;
		}
		catch (Throwable ex) {
			// The frames gathered in the buffer must not end in half a frame.
			out.writerIndex(begun);
			throw ex;
		}
	}

	@Override
	public void cancel(Call<?> call) {
		this.probe.givenUp();
		if (!this.finished && call.tellsCancellation()) {
			ControlFrames.writeCancel(this.output.buffer(), call.id());
		}
	}

	@Override
	public void resolved(Call<?> call) {
		this.load--;
		this.connection.workEnded();
	}

	@Override
	public void frame(int type, ByteBuf body) {
		switch (type) {
			case FrameType.RESPONSE -> this.replies.response(body);
			case FrameType.ERROR -> this.replies.error(Failure.readError(body));
			case FrameType.ACK -> acknowledged(ControlFrames.readNumber(body));
			case FrameType.NACK -> refused(Failure.read(body));
			default ->
				throw new MalformedFrameException("frame type " + type + " is not for the end that opened a lane");
		}
	}

	private void acknowledged(long upTo) {
		if (upTo > this.sequence) {
			throw new MalformedFrameException("ACK of " + upTo + ", the lane's last sequence is " + this.sequence);
		}
		this.progressAt = this.context.messaging().now();
		Call<?> first = this.unacknowledged.peek();
		while (first != null && first.sequence() <= upTo) {
			this.unacknowledged.remove();
			if (this.context.calls().settle(first, 0)) {
				first.acknowledged();
			}
			first = this.unacknowledged.peek();
		}
	}

	private void refused(Failure failure) {
		Call<?> event = this.unacknowledged.find(failure.subject());
		if (event != null) {
			this.context.calls().fail(event, failure);
		}
	}

	/** Ends an idle lane; the peer ends its direction in turn. */
	@Override
	public void finish() {
		this.finished = true;
		this.output.finish();
	}

	@Override
	public void inputEnded() {
		if (!this.finished) {
			// The peer gives up the lane; nothing more will be answered here.
			this.finished = true;
			this.output.finish();
			this.context.calls().streamLost(this);
		}
	}

	@Override
	public void closed() {
		this.finished = true;
		this.output.close();
		this.ended.accept(this);
		if (this.load > 0) {
			this.context.streamLost(this);
		}
	}

	/** The connection is closed, perhaps before the lane's stream was open. */
	@Override
	public void abandon() {
		this.finished = true;
		this.output.close();
	}

	@Override
	public ConnectionLink connection() {
		return this.connection;
	}

	@Override
	public int maxFrameLength() {
		return this.connection.localLimits().maxFrameLength();
	}

	@Override
	public long streamId() {
		QuicStreamChannel opened = this.stream;
		return (opened != null) ? opened.streamId() : -1;
	}

	/** The unacknowledged messages of a lane come after the last admitted sequence. */
	@Override
	public boolean isBeyond(GoAway goAway, Call<?> call) {
		return call.sequence() > goAway.lanes().getOrDefault(streamId(), 0L);
	}

	/**
	 * Checks whether answers arrive, and probes the peer when none has arrived for a
	 * while.
	 * @param now the time
	 * @param quiet how long requests may go unanswered before the peer is probed for
	 * their arrival
	 */
	void probe(long now, long quiet) {
		boolean moved = this.probe.hasMoved(this.sequence - this.load);
		if (!this.output.isTaken()) {
			// The wait for the peer's answer begins when everything has left.
			this.progressAt = now;
		}
		boolean waits = (this.load > 0 || this.probe.isDoubtful()) && this.output.isTaken()
				&& !this.connection.peerRefusesWork();
		if (!this.unacknowledged.isEmpty()) {
			// Answers to messages sent long before say nothing about those to be
			// acknowledged.
			return;
		}
		if (moved || !waits) {
			this.progressAt = now;
		}
		else if (now - this.progressAt > quiet) {
			this.unacknowledged.add(this.probe.ask(this.context, this, this.sequence + 1, this.output));
			this.sequence++;
		}
	}

	/**
	 * Whether nothing has moved for this long: the stream takes no more, or the peer,
	 * which acknowledges at once, has acknowledged nothing although everything has left.
	 * A peer that takes no more work need not acknowledge late messages.
	 */
	boolean isStalled(long now, long nanos) {
		return this.output.isStalled(now, nanos) || (!this.unacknowledged.isEmpty() && this.output.isTaken()
				&& now - this.progressAt > nanos + this.connection.rttNanos() && !this.connection.peerRefusesWork());
	}

	/** The bytes that its stream would take, as of its last write. */
	long sendCredit() {
		QuicStreamChannel opened = this.stream;
		return (opened != null) ? opened.bytesBeforeUnwritable() : 0;
	}

	/** The bytes that its stream has not taken. */
	long blockedBytes() {
		return this.output.pendingBytes();
	}

	@Override
	public int gathered() {
		return this.output.gathered();
	}

	@Override
	public boolean isFree() {
		return this.output.isTaken();
	}

	@Override
	public boolean isUsable() {
		return this.stream != null && !this.finished;
	}

	@Override
	public int load() {
		return this.load;
	}

	@Override
	public long lastUsed() {
		return this.lastUsed;
	}

}
