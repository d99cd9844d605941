package io.quictransport.internal.messaging;

import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.quictransport.ErrorCode;
import io.quictransport.MessagePayload;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.internal.connection.CloseCause;
import io.quictransport.internal.connection.ConnectionLink;
import io.quictransport.internal.connection.FrameOutput;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.LoopTasks.LoopTimer;
import io.quictransport.internal.loop.TaskRunner;
import io.quictransport.internal.messaging.ItemSender.Item;
import io.quictransport.internal.wire.ControlFrames.GoAway;
import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.internal.wire.FrameReader.MalformedFrameException;
import io.quictransport.internal.wire.FrameReader.StreamKind;
import io.quictransport.internal.wire.MessageFrames;
import io.quictransport.internal.wire.MessageFrames.Failure;
import io.quictransport.internal.wire.StreamFrames;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges the frames of a stream of messages on its QUIC stream, and decides when each
 * direction may end. Opened by this node for a {@link StreamCall}, or by the peer.
 * Confined to the event loop.
 */
final class MessageChannel implements Carrier, StreamOccupant, StreamLink, RequestedStream {

	/** How long the peer may take to end its direction of a stream that is given up. */
	private static final long LAST_WORD_SECONDS = 10;

	private final SessionContext context;

	private final ConnectionLink connection;

	private final OpenMessageStreams streams;

	private final @Nullable StreamCall call;

	private final FrameOutput output;

	private @Nullable QuicStreamChannel stream;

	private @Nullable PeerStream end;

	private @Nullable LoopTimer lastWord;

	/** Whether the peer has sent END or RESET. */
	private boolean peerEnded;

	/** Whether RESET was sent: later input is dropped. */
	private boolean givenUp;

	private boolean finished;

	private boolean counted;

	/**
	 * When the stream was requested of the peer, or when the request was last seen
	 * waiting.
	 */
	private long begunAt;

	/** Makes a stream to be opened by this node. */
	MessageChannel(SessionContext context, OpenMessageStreams streams, StreamCall call) {
		this.context = context;
		this.connection = context.connection();
		this.streams = streams;
		this.call = call;
		this.output = this.connection.output(this::notTaken);
	}

	/** Makes a stream that the peer has opened. */
	MessageChannel(SessionContext context, OpenMessageStreams streams, QuicStreamChannel stream) {
		this.context = context;
		this.connection = context.connection();
		this.streams = streams;
		this.call = null;
		this.stream = stream;
		this.output = this.connection.output(this::notTaken);
		this.output.attach(stream);
	}

	private void notTaken(int bytes, ChannelFuture taken) {
		PeerStream local = this.end;
		if (local != null) {
			local.notTaken(bytes, taken);
		}
	}

	/** The stream that this node requested is open. */
	@Override
	public void begin(QuicStreamChannel opened) {
		StreamCall wanted = this.call;
		if (wanted == null) {
			throw new IllegalStateException("the peer has opened this stream");
		}
		this.stream = opened;
		this.begunAt = this.context.messaging().now();
		wanted.carriedBy(this, 0);
		PeerStream local = new PeerStream(this, wanted.opening().path(), wanted.opening().headers(),
				wanted.streamDeadline(), this.context.messaging().executor, this.context.streamParts());
		this.end = local;
		count();
		this.output.buffer().writeByte(StreamKind.MESSAGES);
		wanted.frame(local.open(), this.begunAt).write(this.output.buffer());
		this.output.attach(opened);
	}

	@Override
	public void notBegun(Throwable cause) {
		StreamCall wanted = this.call;
		if (wanted != null) {
			this.context.calls().notWritten(wanted, cause);
		}
	}

	@Override
	public void frame(int type, ByteBuf body) {
		if (this.givenUp) {
			return;
		}
		PeerStream local = this.end;
		if (local == null) {
			open(type, body);
			return;
		}
		if (this.peerEnded && type != FrameType.CREDIT && type != FrameType.RESET) {
			throw new MalformedFrameException("frame type " + type + " after the sender's end of the stream");
		}
		switch (type) {
			case FrameType.CREDIT -> {
				admitted(local);
				local.granted(StreamFrames.readCredit(body));
			}
			case FrameType.ITEM -> {
				MessageFrames.checkSize(body, this.connection.localLimits());
				local.item(local.takesViews() ? PayloadView.of(body, this.context.inbound().viewed())
						: MessagePayload.of(MessageFrames.toArray(body)));
			}
			case FrameType.END -> {
				this.peerEnded = true;
				local.end();
			}
			case FrameType.RESET -> {
				this.peerEnded = true;
				reset(local, StreamFrames.Reset.read(body));
			}
			default -> throw new MalformedFrameException("frame type " + type + " is not for a stream of messages");
		}
	}

	private void open(int type, ByteBuf body) {
		if (type != FrameType.OPEN) {
			throw new MalformedFrameException("frame type " + type + " comes before OPEN");
		}
		StreamFrames.Open read = StreamFrames.Open.read(body, this.connection.localLimits());
		this.context.streams().open(this, read);
	}

	@Override
	public boolean refusesWork() {
		return this.connection.refusesWork();
	}

	@Override
	public PeerStream admit(StreamFrames.Open read, TaskRunner executor) {
		Long deadline = (read.timeoutMillis() > 0)
				? this.context.messaging().now() + TimeUnit.MILLISECONDS.toNanos(read.timeoutMillis()) : null;
		PeerStream local = new PeerStream(this, read.path(), read.headers(), deadline, executor,
				this.context.streamParts());
		this.end = local;
		return local;
	}

	@Override
	public void confirm(PeerStream local, StreamFrames.Open read) {
		count();
		local.awaitDeadline();
		this.streams.admitted(this);
		StreamFrames.writeCredit(this.output.buffer(), local.open());
		local.granted(read.credit());
	}

	@Override
	public void refuse(ErrorCode code, String why) {
		this.context.messaging().counters.error(code);
		this.end = null;
		sendReset(new StreamFrames.Reset(code, why));
	}

	private void admitted(PeerStream local) {
		StreamCall wanted = this.call;
		if (wanted != null && this.context.calls().settle(wanted, 0)) {
			local.awaitDeadline();
			wanted.admitted(local);
		}
	}

	private void reset(PeerStream local, StreamFrames.Reset told) {
		StreamCall wanted = this.call;
		if (wanted != null) {
			this.context.calls()
				.fail(wanted, new Failure(wanted.id(), told.code(), Outcome.NOT_ACCEPTED, 0, told.text(),
						told.application()));
		}
		local.fail(local.failure(told), false);
		finish();
	}

	@Override
	public void sendItem(Item item) {
		ByteBuf out = this.output.buffer();
		int begun = out.writerIndex();
		StreamFrames.writeItem(out, item.payload());
		if (item.isTakenBack()) {
			out.writerIndex(begun);
		}
	}

	@Override
	public void sendEnd() {
		StreamFrames.writeEnd(this.output.buffer());
	}

	@Override
	public void sendCredit(long bytes) {
		StreamFrames.writeCredit(this.output.buffer(), bytes);
	}

	@Override
	public @Nullable Object remoteAddress() {
		return this.connection.remoteAddress();
	}

	@Override
	public void sendReset(StreamFrames.Reset reset) {
		this.givenUp = true;
		reset.write(this.output.buffer());
		finish();
		QuicStreamChannel opened = this.stream;
		if (opened != null) {
			LoopTimer timer = new LoopTimer(loop(), () -> opened.shutdown(reset.code().number()));
			timer.set(TimeUnit.SECONDS.toNanos(LAST_WORD_SECONDS));
			this.lastWord = timer;
		}
	}

	/** Resets the stream, with everything written that has not left. */
	@Override
	public void abort(ErrorCode code) {
		this.givenUp = true;
		this.finished = true;
		this.output.close();
		this.streams.finished(this);
		QuicStreamChannel opened = this.stream;
		if (opened != null) {
			opened.shutdown(code.number());
			opened.close();
		}
	}

	/** Ends this node's direction with a frame that says so. */
	@Override
	public void finish() {
		if (!this.finished) {
			this.finished = true;
			writeLastFrame();
			this.output.finish();
			this.streams.finished(this);
		}
	}

	/**
	 * The codec may drop an end that comes alone. Where there is no memory for the frame
	 * it comes alone all the same: at worst the QUIC stream stays open, whose messages
	 * have ended.
	 */
	private void writeLastFrame() {
		try {
			StreamFrames.writeCredit(this.output.buffer(), 0);
		}
		catch (Throwable ex) {
			this.context.messaging().unwritten.add(this.context.peer(), 0, ex);
		}
	}

	@Override
	public void inputEnded() {
		PeerStream local = this.end;
		if (!this.peerEnded && !this.givenUp) {
			if (local == null) {
				throw new MalformedFrameException("a stream of messages ends before OPEN");
			}
			local.giveUp(ErrorCode.CONNECTION_LOST, "the stream broke off");
		}
	}

	private void count() {
		this.counted = true;
		this.context.messaging().counters.messageStreams.increment();
	}

	@Override
	public void closed() {
		if (this.counted) {
			this.counted = false;
			this.context.messaging().counters.messageStreams.decrement();
		}
		LoopTimer timer = this.lastWord;
		if (timer != null) {
			timer.cancel();
		}
		this.finished = true;
		this.output.close();
		PeerStream local = this.end;
		if (local != null) {
			local.fail(lost(local), false);
		}
		if (this.call != null && !this.call.isDone()) {
			this.context.streamLost(this);
		}
		this.streams.closed(this);
	}

	private NetworkException lost(PeerStream local) {
		CloseCause cause = this.connection.closeCause();
		return (cause != null) ? local.failure(cause.code(), Outcome.UNKNOWN, cause.detail())
				: local.failure(ErrorCode.CONNECTION_LOST, Outcome.UNKNOWN, "the stream broke off");
	}

	@Override
	public boolean isGivenUp() {
		StreamCall wanted = this.call;
		return wanted != null && !wanted.isLeftTo(this, this.context.messaging().now());
	}

	@Override
	public void cancel(Call<?> given) {
		PeerStream local = this.end;
		if (local != null) {
			local.giveUp(ErrorCode.CANCELLED, "the opener waits no longer");
		}
	}

	@Override
	public void resolved(Call<?> ended) {
		this.streams.givenUp(this);
		this.connection.workEnded();
	}

	@Override
	public int maxItemSize() {
		return this.connection.peerLimits().maxMessageSize();
	}

	/**
	 * Whether the stream takes no more, or the peer, which serves or refuses it at once,
	 * has done neither.
	 */
	boolean isStalled(long now, long nanos) {
		if (!this.output.isTaken()) {
			this.begunAt = now;
		}
		return this.output.isStalled(now, nanos) || (this.call != null && this.end != null && !this.call.isDone()
				&& now - this.begunAt > nanos + this.connection.rttNanos());
	}

	/** Whether this node has requested the stream. */
	boolean isOwn() {
		return this.call != null;
	}

	@Override
	public LoopTasks loop() {
		return this.context.messaging().loop;
	}

	@Override
	public ConnectionLink connection() {
		return this.connection;
	}

	/** The peer serves or refuses each stream that is requested. */
	@Override
	public boolean isBeyond(GoAway goAway, Call<?> opening) {
		return streamId() < 0;
	}

	@Override
	public void notOpened() {
		this.streams.closed(this);
	}

	@Override
	public long streamId() {
		QuicStreamChannel opened = this.stream;
		return (opened != null) ? opened.streamId() : -1;
	}

	@Override
	public int maxFrameLength() {
		return this.connection.localLimits().maxFrameLength();
	}

}
