package io.quictransport.quic;

import java.util.ArrayDeque;
import java.util.Deque;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.quictransport.wire.ControlFrames;
import io.quictransport.wire.Failure;
import io.quictransport.wire.FrameType;
import io.quictransport.wire.MalformedFrameException;
import io.quictransport.wire.StreamKind;
import org.jspecify.annotations.Nullable;

/**
 * A lane that this node opened: carries its requests and one-way messages, and brings
 * back what the peer has to say of them. Confined to the event loop.
 */
final class Lane implements Carrier, StreamRole {

	private final Connection connection;

	private final FrameOutput output;

	/**
	 * One-way messages in the order of their sequences, some of them resolved already.
	 */
	private final Deque<EventCall> unacknowledged = new ArrayDeque<>();

	private @Nullable QuicStreamChannel stream;

	private boolean finished;

	private long sequence;

	private int load;

	private long lastUsed = System.nanoTime();

	private final LaneProbe probe = new LaneProbe();

	/** When the peer was known last to have taken what was sent, or there was nothing. */
	private long progressAt = this.lastUsed;

	Lane(Connection connection) {
		this.connection = connection;
		this.output = new FrameOutput(connection);
		this.output.buffer().writeByte(StreamKind.LANE);
	}

	void begin(QuicStreamChannel opened) {
		this.stream = opened;
		this.output.attach(opened);
	}

	/** Writes a message; it leaves with the next flush. */
	void send(Call<?> call) {
		this.lastUsed = this.connection.framing().write(this.output.buffer(call.payloadLength()), call);
		call.carrier = this;
		call.sequence = ++this.sequence;
		this.load++;
		if (call instanceof EventCall event) {
			if (this.unacknowledged.isEmpty()) {
				this.progressAt = this.lastUsed;
			}
			this.unacknowledged.add(event);
		}
		this.connection.traffic().sent(call.payloadLength());
	}

	@Override
	public void cancel(Call<?> call) {
		this.probe.givenUp();
		if (!this.finished && call instanceof RequestCall<?>) {
			ControlFrames.writeCancel(this.output.buffer(), call.id);
		}
	}

	@Override
	public void resolved(Call<?> call) {
		this.load--;
		this.connection.callResolved();
	}

	@Override
	public void frame(int type, ByteBuf body) {
		switch (type) {
			case FrameType.RESPONSE -> this.connection.replies().response(body);
			case FrameType.ERROR -> this.connection.replies().error(Failure.read(body));
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
		this.progressAt = System.nanoTime();
		EventCall first = this.unacknowledged.peek();
		while (first != null && first.sequence <= upTo) {
			this.unacknowledged.remove();
			if (this.connection.outbox().settle(first)) {
				first.admitted();
			}
			first = this.unacknowledged.peek();
		}
	}

	private void refused(Failure failure) {
		for (EventCall event : this.unacknowledged) {
			if (event.sequence == failure.subject()) {
				this.connection.outbox().fail(event, failure);
				return;
			}
		}
	}

	/** Ends an idle lane; the peer ends its direction in turn. */
	void finish() {
		this.finished = true;
		this.output.finish();
	}

	@Override
	public void inputEnded() {
		if (!this.finished) {
			// The peer gives the lane up; nothing more will be answered here.
			this.finished = true;
			this.output.finish();
			this.connection.outbox().streamLost(this);
		}
	}

	@Override
	public void closed() {
		this.finished = true;
		this.output.close();
		this.connection.streams().laneClosed(this);
		if (this.load > 0) {
			this.connection.streamLost(this);
		}
	}

	/** The connection is gone, perhaps before the lane's stream was there. */
	void abandon() {
		this.finished = true;
		this.output.close();
	}

	@Override
	public Connection connection() {
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

	/**
	 * Looks whether answers come, and asks the peer when none has come for a while.
	 * @param now the time
	 * @param quiet how long requests may go unanswered before it is asked whether they
	 * have arrived
	 */
	void probe(long now, long quiet) {
		boolean moved = this.probe.hasMoved(this.sequence - this.load);
		boolean waits = (this.load > 0 || this.probe.isDoubtful()) && this.output.isTaken()
				&& !this.connection.peerRefusesWork();
		if (!this.unacknowledged.isEmpty()) {
			// Answers to what was sent long before say nothing of what is to be
			// acknowledged.
			return;
		}
		if (moved || !waits) {
			this.progressAt = now;
		}
		else if (now - this.progressAt > quiet) {
			this.unacknowledged.add(this.probe.ask(this.connection, this.sequence + 1, this.output));
			this.sequence++;
		}
	}

	/**
	 * Whether nothing has moved for so long: the stream takes no more, or the peer, which
	 * acknowledges at once, has acknowledged nothing although all has left. One that
	 * takes no more work need not acknowledge what came too late.
	 */
	boolean isStalled(long now, long nanos) {
		return this.output.isStalled(now, nanos) || (!this.unacknowledged.isEmpty() && now - this.progressAt > nanos
				&& !this.connection.peerRefusesWork());
	}

	boolean isUsable() {
		return !this.finished;
	}

	int load() {
		return this.load;
	}

	long lastUsed() {
		return this.lastUsed;
	}

}
