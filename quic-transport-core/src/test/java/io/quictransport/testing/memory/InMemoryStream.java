package io.quictransport.testing.memory;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.function.Consumer;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageException;
import io.quictransport.MessagePayload;
import io.quictransport.MessageStream;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.StreamOpening;
import io.quictransport.quic.TransportLimits;
import org.jspecify.annotations.Nullable;

/**
 * Represents one end of a stream of messages. The application's calls continue on the
 * event loop, in their order; the rest is confined to it.
 */
final class InMemoryStream implements MessageStream {

	private final Peer peer;

	private final StreamOpening opening;

	private final @Nullable Long deadline;

	private final Runnable ended;

	private final ItemOutbox outbox;

	private final ItemInbox inbox;

	private final LoopFuture<Void> closed = new LoopFuture<>();

	private final @Nullable Future<?> timer;

	private @Nullable InMemoryStream other;

	private boolean finishedThere;

	private @Nullable NetworkException failure;

	/**
	 * Makes an end that cannot send yet.
	 * @param ended called once when the stream has ended, well or not
	 */
	InMemoryStream(Peer peer, StreamOpening opening, @Nullable Long deadline, Serial serial, Runnable ended) {
		this.peer = peer;
		this.opening = opening;
		this.deadline = deadline;
		this.ended = ended;
		this.outbox = new ItemOutbox(this, limits(peer), peer.node().options().timeouts().streamWrite());
		this.inbox = new ItemInbox(this, serial);
		this.timer = (deadline != null) ? loop().after(Math.max(0, deadline - System.nanoTime()),
				() -> giveUp(ErrorCode.DEADLINE_EXCEEDED, "the stream has not ended by its deadline")) : null;
		peer.streams().add(this);
	}

	/** Joins the end of the opener to the one that was admitted there. */
	void join(InMemoryStream there) {
		this.other = there;
		this.outbox.granted(ItemOutbox.window(limits(there.peer)));
	}

	private static TransportLimits limits(Peer of) {
		return of.node().options().limits();
	}

	@Override
	public PeerId peer() {
		return this.peer.id();
	}

	@Override
	public String path() {
		return this.opening.path();
	}

	@Override
	public Map<String, String> headers() {
		return this.opening.headers();
	}

	@Override
	public Optional<Duration> remaining() {
		return Optional.ofNullable(this.deadline).map((at) -> Duration.ofNanos(Math.max(0, at - System.nanoTime())));
	}

	@Override
	public CompletableFuture<Void> send(MessagePayload item) {
		int most = Math.min(limits(this.peer).maxMessageSize(), this.peer.theirLimits().maxMessageSize());
		if (item.length() > most) {
			return LoopFuture.failed(failure(ErrorCode.MESSAGE_TOO_LARGE, Outcome.NOT_SENT,
					"the item has " + item.length() + " bytes, at most " + most + " are admitted"));
		}
		if (!this.outbox.reserve(item.length())) {
			return LoopFuture
				.failed(failure(ErrorCode.OVERLOADED, Outcome.NOT_SENT, "too much waits for the reader already"));
		}
		LoopFuture<Void> sent = new LoopFuture<>();
		loop().execute(() -> this.outbox.add(item, sent));
		return sent;
	}

	@Override
	public CompletableFuture<Void> finish() {
		LoopFuture<Void> finished = new LoopFuture<>();
		loop().execute(() -> this.outbox.finish(finished));
		return finished;
	}

	@Override
	public Flow.Publisher<byte[]> items() {
		return this.inbox.arrays();
	}

	@Override
	public CompletableFuture<Void> forEach(Consumer<? super byte[]> action) {
		Objects.requireNonNull(action, "action");
		return consume((item) -> action.accept(item.array()));
	}

	@Override
	public CompletableFuture<Void> forEachPayload(Consumer<? super MessagePayload> action) {
		Objects.requireNonNull(action, "action");
		this.inbox.takeViews();
		return consume(action);
	}

	private CompletableFuture<Void> consume(Consumer<? super MessagePayload> action) {
		ItemAction each = new ItemAction(this, action);
		this.inbox.subscribe(each);
		return each;
	}

	@Override
	public void reset(ErrorCode code, String reason) {
		fail(new Told(code, reason));
	}

	@Override
	public void reset(MessageException failure) {
		fail(Told.of(failure));
	}

	/** What ends early is a failure, unless somebody has merely lost interest. */
	private void fail(Told reason) {
		loop().execute(() -> {
			if (!isEnded() && reason.code() != ErrorCode.CANCELLED) {
				this.peer.node().figures().error(reason.code());
			}
			giveUp(reason);
		});
	}

	/** The handler has thrown, which is counted whether or not the stream has ended. */
	void handlerFailed(Told reason) {
		this.peer.node().figures().error(reason.code());
		loop().execute(() -> giveUp(reason));
	}

	@Override
	public CompletableFuture<Void> closed() {
		return this.closed.copy();
	}

	/** Has the other end do something when the wire has brought it there. */
	void transmit(Consumer<InMemoryStream> delivery) {
		InMemoryStream there = this.other;
		if (there != null) {
			this.peer.transmit((far) -> delivery.accept(there));
		}
	}

	void countSent(int bytes) {
		this.peer.countSent(bytes);
	}

	void received(byte[] item) {
		if (!isEnded()) {
			this.peer.countReceived(item.length);
			this.inbox.item(item);
		}
	}

	/** The reader has taken an item, on whichever thread. */
	void took(int length) {
		loop().execute(() -> transmit((there) -> there.outbox.granted(ItemOutbox.cost(length))));
	}

	void finishedThere() {
		if (!isEnded()) {
			this.finishedThere = true;
			this.inbox.end();
			directionEnded();
		}
	}

	void directionEnded() {
		if (this.finishedThere && this.outbox.isEndSent() && this.failure == null) {
			leave();
			LoopFuture.done(this.closed);
		}
	}

	/** Gives the stream up from here and tells the other end. */
	void giveUp(ErrorCode code, String reason) {
		giveUp(new Told(code, reason));
	}

	private void giveUp(Told told) {
		if (!isEnded()) {
			transmit((there) -> there.fail(told, false));
			fail(told, true);
		}
	}

	/** The stream has failed: here, at the other end or with the connection. */
	void fail(ErrorCode code, String reason, boolean here) {
		fail(new Told(code, reason), here);
	}

	private void fail(Told told, boolean here) {
		if (!isEnded()) {
			NetworkException cause = told.as(Outcome.UNKNOWN, errorContext());
			this.failure = cause;
			leave();
			this.outbox.fail(cause);
			this.inbox.fail(cause, here);
			this.closed.completeExceptionally(cause);
		}
	}

	private boolean isEnded() {
		return this.failure != null || this.closed.isDone();
	}

	private void leave() {
		Future<?> set = this.timer;
		if (set != null) {
			set.cancel(false);
		}
		this.peer.streams().remove(this);
		this.ended.run();
	}

	@Nullable NetworkException failure() {
		return this.failure;
	}

	NetworkException failure(ErrorCode code, Outcome outcome, String detail) {
		return NetworkException.of(code, outcome, detail, errorContext());
	}

	private ErrorContext errorContext() {
		return new ErrorContext(peer(), null, path(), null, null);
	}

	Loop loop() {
		return this.peer.node().loop();
	}

}
