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
 * Sends one large frame on its own stream, opened by this node. Confined to the event
 * loop.
 */
final class Transfer implements Carrier, StreamOccupant {

	/** Room for everything around the payload. */
	private static final int ROOM = 256;

	private final SessionContext context;

	private final ConnectionLink connection;

	private final StreamSlots<Transfer> slots;

	/** Counts the part of an answer that the peer has not read; null for a call. */
	private final @Nullable UnreadAnswers unread;

	private final Consumer<ByteBuf> writer;

	private final int size;

	/** Receives why an answer cannot be written. */
	private final Consumer<Throwable> notWritten;

	private final @Nullable Call<?> call;

	private @Nullable QuicStreamChannel stream;

	/** Null until the frame is written. */
	private @Nullable FrameOutput output;

	/** When everything was seen to have left, null before. */
	private @Nullable Long takenAt;

	private boolean answered;

	/** Whether the peer has read to the end and ended its direction in turn. */
	private boolean received;

	private Transfer(SessionContext context, StreamSlots<Transfer> slots, int payloadLength, @Nullable Call<?> call,
			@Nullable UnreadAnswers unread, Consumer<ByteBuf> writer, Consumer<Throwable> notWritten) {
		this.context = context;
		this.connection = context.connection();
		this.slots = slots;
		this.unread = unread;
		this.size = payloadLength + ROOM;
		this.call = call;
		this.writer = writer;
		this.notWritten = notWritten;
	}

	static Transfer ofCall(SessionContext context, StreamSlots<Transfer> slots, Call<?> call) {
		return new Transfer(context, slots, call.payloadLength(), call, null, (out) -> MessageFrames.writeMessage(out,
				call.id(), call.remainingMillis(context.messaging().now()), call.message()), (cause) -> {
				});
	}

	/**
	 * Makes the transfer of a large reply, or of one to a request that arrived on no
	 * lane.
	 */
	static Transfer ofReply(SessionContext context, StreamSlots<Transfer> slots, UnreadAnswers unread,
			int payloadLength, Consumer<ByteBuf> writer, Consumer<Throwable> notWritten) {
		Transfer transfer = new Transfer(context, slots, payloadLength, null, unread, writer, notWritten);
		unread.transferBegins(transfer.size);
		return transfer;
	}

	@Override
	public boolean isGivenUp() {
		Call<?> sent = this.call;
		return sent != null && !sent.isLeftTo(this, this.context.messaging().now());
	}

	@Override
	public void notOpened() {
		this.slots.leave(this);
	}

	@Override
	public void begin(QuicStreamChannel opened) {
		Call<?> sent = this.call;
		FrameOutput written = this.connection.output(null);
		ByteBuf out = frame();
		this.stream = opened;
		this.output = written;
		if (sent != null) {
			sent.carriedBy(this, 1);
			this.context.traffic().sent(sent.payloadLength());
		}
		written.finish(opened, out);
	}

	private ByteBuf frame() {
		this.context.messaging().unwritten.check(this.size);
		ByteBuf out = this.connection.allocator().directBuffer(this.size);
		try {
			out.writeByte(StreamKind.TRANSFER);
			this.writer.accept(out);
			Call<?> sent = this.call;
			if (sent != null && sent.isTakenBack()) {
				throw new CancellationException("the caller has taken its buffer back");
			}
			return out;
		}
		catch (Throwable ex) {
			out.release();
			throw ex;
		}
	}

	@Override
	public void notBegun(Throwable cause) {
		Call<?> sent = this.call;
		if (sent != null) {
			this.context.calls().notWritten(sent, cause);
		}
		else {
			this.context.messaging().unwritten.add(this.context.peer(), this.size, cause);
			this.notWritten.accept(cause);
		}
	}

	/** The bytes that the stream has not taken. */
	long blockedBytes() {
		FrameOutput written = this.output;
		return (written != null) ? written.pendingBytes() : 0;
	}

	/**
	 * Whether the stream takes no more, or the peer, which ends its direction as soon as
	 * it has read to the end, has not done so although everything has left, and has had
	 * the time to arrive.
	 */
	boolean isStalled(long now, long nanos) {
		FrameOutput written = this.output;
		if (written == null || this.received) {
			return false;
		}
		if (written.isStalled(now, nanos)) {
			return true;
		}
		if (!written.isTaken()) {
			return false;
		}
		Long taken = this.takenAt;
		if (taken == null) {
			this.takenAt = now;
			return false;
		}
		return now - taken > nanos + this.connection.rttNanos();
	}

	@Override
	public void frame(int type, ByteBuf body) {
		Call<?> event = this.call;
		if (event == null || !event.isAcknowledged() || this.answered) {
			throw new MalformedFrameException("frame type " + type + " is no answer to this transfer");
		}
		this.answered = true;
		switch (type) {
			case FrameType.ACK -> {
				ControlFrames.readNumber(body);
				if (this.context.calls().settle(event, 0)) {
					event.acknowledged();
				}
			}
			case FrameType.NACK -> this.context.calls().fail(event, Failure.read(body));
			default -> throw new MalformedFrameException("frame type " + type + " is no answer to a transfer");
		}
	}

	@Override
	public void inputEnded() {
		// An unanswered one-way message is failed when the stream is closed.
		this.received = true;
	}

	@Override
	public void closed() {
		if (this.unread != null) {
			this.unread.transferEnded(this.size);
		}
		this.slots.leave(this);
		if ((this.call != null && this.call.isAcknowledged()) ? !this.answered : !this.received) {
			this.context.streamLost(this);
		}
	}

	@Override
	public void cancel(Call<?> given) {
		if (given.tellsCancellation()) {
			this.connection.tellCancelled(given.id());
		}
	}

	@Override
	public void resolved(Call<?> ended) {
		this.slots.giveUp(this);
		this.connection.workEnded();
	}

	@Override
	public ConnectionLink connection() {
		return this.connection;
	}

	@Override
	public boolean isBeyond(GoAway goAway, Call<?> given) {
		return !goAway.transfers().contains(streamId());
	}

	@Override
	public long streamId() {
		QuicStreamChannel opened = this.stream;
		return (opened != null) ? opened.streamId() : -1;
	}

	@Override
	public int maxFrameLength() {
		return Failure.MAX_TEXT + ROOM;
	}

}
