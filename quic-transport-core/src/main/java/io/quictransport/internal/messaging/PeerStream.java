package io.quictransport.internal.messaging;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

import io.netty.channel.ChannelFuture;
import io.quictransport.ApplicationException;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageException;
import io.quictransport.MessagePayload;
import io.quictransport.MessageStream;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.LoopTasks.LoopTimer;
import io.quictransport.internal.loop.TaskRunner;
import io.quictransport.internal.loop.TransportFuture;
import io.quictransport.internal.text.ForeignText;
import io.quictransport.internal.wire.MessageFrames.ApplicationError;
import io.quictransport.internal.wire.StreamFrames.Reset;
import org.jspecify.annotations.Nullable;

/**
 * Exposes this node's end of a stream of messages to the application, from its admission
 * to its end. The application's calls come from any thread and continue on the event
 * loop, in their order; the rest is confined to it.
 */
final class PeerStream implements MessageStream {

	private final StreamLink link;

	private final StreamParts parts;

	private final PeerId peer;

	private final String path;

	private final Map<String, String> headers;

	/** When the stream must have ended; null for never. */
	private final @Nullable Long deadline;

	private final ItemSender sender;

	private final ItemReceiver receiver;

	private final TransportFuture<Void> closed = new TransportFuture<>();

	private final LoopTimer deadlineTimer;

	private boolean received;

	private @Nullable NetworkException failure;

	PeerStream(StreamLink link, String path, Map<String, String> headers, @Nullable Long deadline, TaskRunner executor,
			StreamParts parts) {
		this.link = link;
		this.parts = parts;
		this.peer = parts.identity().peer();
		this.path = path;
		this.headers = headers;
		this.deadline = deadline;
		this.sender = new ItemSender(this, link, parts);
		this.receiver = new ItemReceiver(this, executor, parts.messaging().limits);
		this.deadlineTimer = new LoopTimer(parts.messaging().loop,
				() -> giveUp(ErrorCode.DEADLINE_EXCEEDED, "the stream has not ended by its deadline"));
		loop().await(this.closed);
		this.closed.whenComplete((done, cause) -> {
			if (cause instanceof NetworkException lost) {
				fail(lost, true);
			}
		});
	}

	/**
	 * Ends the stream at its deadline from now on; until then the deadline of its opening
	 * applies.
	 */
	void awaitDeadline() {
		Long at = this.deadline;
		if (at != null) {
			this.deadlineTimer.set(at - this.parts.messaging().now());
		}
	}

	@Override
	public PeerId peer() {
		return this.peer;
	}

	@Override
	public Optional<X509Certificate> certificate() {
		return this.parts.identity().certificate();
	}

	@Override
	public String path() {
		return this.path;
	}

	@Override
	public Map<String, String> headers() {
		return this.headers;
	}

	@Override
	public Optional<Duration> remaining() {
		return Optional.ofNullable(this.deadline)
			.map((at) -> Duration.ofNanos(Math.max(0, at - this.parts.messaging().now())));
	}

	@Override
	public CompletableFuture<Void> send(MessagePayload item) {
		int most = this.link.maxItemSize();
		if (item.length() > most) {
			return failed(failure(ErrorCode.MESSAGE_TOO_LARGE, Outcome.NOT_SENT, "the item has " + item.length()
					+ " bytes, at most " + most + " are admitted (option maxMessageSize of both ends)"));
		}
		ItemSender.Item reserved = this.sender.reserve(item);
		if (reserved == null) {
			return failed(failure(ErrorCode.OVERLOADED, Outcome.NOT_SENT, this.sender.queue()
					+ " wait for the reader already; wait for the futures of earlier items, or raise streamBuffer"));
		}
		if (!onLoop(() -> this.sender.add(reserved))) {
			this.sender.drop(reserved, loop().refusal());
		}
		return reserved.sent();
	}

	@Override
	public CompletableFuture<Void> finish() {
		CompletableFuture<Void> finished = new TransportFuture<>();
		if (!onLoop(() -> this.sender.finish(finished))) {
			finished.completeExceptionally(loop().refusal());
		}
		return finished;
	}

	@Override
	public Flow.Publisher<byte[]> items() {
		return this.receiver.arrays();
	}

	@Override
	public CompletableFuture<Void> forEach(Consumer<? super byte[]> action) {
		Objects.requireNonNull(action, "action");
		return consume((item) -> action.accept(item.array()));
	}

	@Override
	public CompletableFuture<Void> forEachPayload(Consumer<? super MessagePayload> action) {
		Objects.requireNonNull(action, "action");
		this.receiver.takeViews();
		return consume(action);
	}

	private CompletableFuture<Void> consume(Consumer<? super MessagePayload> action) {
		ItemConsumer consumer = new ItemConsumer(this, action);
		this.receiver.subscribe(consumer);
		return consumer;
	}

	@Override
	public void reset(ErrorCode code, String reason) {
		Objects.requireNonNull(code, "code");
		Objects.requireNonNull(reason, "reason");
		Reset reset = new Reset(code, reason);
		onLoopInAnyCase(() -> fail(reset));
	}

	@Override
	public void reset(MessageException failure) {
		Reset reset = resetBy(failure);
		onLoopInAnyCase(() -> fail(reset));
	}

	private static Reset resetBy(MessageException failure) {
		return new Reset(failure.code(), failure.detail(), ApplicationError.of(failure));
	}

	/** What ends early is a failure, unless somebody has merely lost interest. */
	private void fail(Reset reset) {
		if (!isEnded() && reset.code() != ErrorCode.CANCELLED) {
			this.parts.messaging().counters.error(reset.code());
		}
		giveUp(reset);
	}

	/** The handler has thrown, which is counted whether or not the stream has ended. */
	void handlerFailed(Throwable failure) {
		Reset reset = (failure instanceof MessageException told) ? resetBy(told)
				: new Reset(ErrorCode.HANDLER_FAILED, "the handler threw " + failure.getClass().getSimpleName());
		this.parts.messaging().counters.error(reset.code());
		onLoopInAnyCase(() -> giveUp(reset));
	}

	@Override
	public CompletableFuture<Void> closed() {
		return this.closed.copy();
	}

	/** False if the loop does not take the task, which then never runs. */
	private boolean onLoop(Runnable task) {
		LoopTasks loop = loop();
		if (loop.inEventLoop()) {
			task.run();
			return true;
		}
		return loop.offer(task);
	}

	/** Nobody waits for the task: where there is no memory, it runs later. */
	private void onLoopInAnyCase(Runnable task) {
		if (loop().inEventLoop()) {
			task.run();
		}
		else {
			loop().execute(task);
		}
	}

	/** The first credit for the peer's items: the amount to tell it. */
	long open() {
		return this.receiver.open();
	}

	/**
	 * Grants the peer more credit, as long as it can use it.
	 * @param bytes the credit
	 * @return false if there is no memory to write it
	 */
	boolean grant(long bytes) {
		if (this.received || this.failure != null) {
			return true;
		}
		try {
			this.link.sendCredit(bytes);
			return true;
		}
		catch (OutOfMemoryError ex) {
			this.parts.messaging().unwritten.add(this.peer, 0, ex);
			return false;
		}
	}

	/** The QUIC stream cannot take these bytes at once. */
	void notTaken(int bytes, ChannelFuture taken) {
		this.sender.notTaken(bytes, taken);
	}

	void granted(long bytes) {
		this.sender.granted(bytes);
	}

	/** Whether items are to arrive as views. */
	boolean takesViews() {
		return this.receiver.takesViews();
	}

	void item(MessagePayload payload) {
		this.parts.traffic().received(payload.length());
		this.receiver.item(payload);
	}

	/** The peer has finished. */
	void end() {
		this.received = true;
		this.receiver.end();
		directionEnded();
	}

	/** One of the two directions has ended successfully. */
	@SuppressWarnings("NullAway") // Void has no value but null
	void directionEnded() {
		if (this.received && this.sender.isEndSent() && this.failure == null) {
			cancelTimer();
			this.link.finish();
			this.closed.complete(null);
		}
	}

	boolean isEnded() {
		return this.failure != null || (this.received && this.sender.isEndSent());
	}

	/** Gives up the stream at this end and tells the peer. */
	void giveUp(ErrorCode code, String reason) {
		giveUp(new Reset(code, reason));
	}

	private void giveUp(Reset reset) {
		if (isEnded()) {
			return;
		}
		try {
			this.link.sendReset(reset);
		}
		catch (Throwable ex) {
			this.parts.messaging().unwritten.add(this.peer, 0, ex);
			breakOff(failure(reset));
			return;
		}
		fail(failure(reset), true);
	}

	/** Ends the stream where not even a frame that states the reason can be written. */
	void breakOff(NetworkException cause) {
		this.link.abort(cause.code());
		fail(cause, true);
	}

	/** The stream has failed at the peer, or with its connection. */
	void fail(NetworkException cause, boolean here) {
		if (isEnded()) {
			return;
		}
		this.failure = cause;
		cancelTimer();
		this.sender.fail(cause);
		this.receiver.fail(cause, here);
		this.closed.completeExceptionally(cause);
	}

	private void cancelTimer() {
		this.deadlineTimer.cancel();
	}

	NetworkException failure(ErrorCode code, Outcome outcome, String detail) {
		return NetworkException.of(code, outcome, detail, errorContext());
	}

	/** The failure that one end states. */
	NetworkException failure(Reset reset) {
		ApplicationError application = reset.application();
		return (application == null) ? failure(reset.code(), Outcome.UNKNOWN, reset.text())
				: new ApplicationException(application.code(), Outcome.UNKNOWN, reset.text(), errorContext(), null,
						Duration.ZERO, application.details());
	}

	private ErrorContext errorContext() {
		return new ErrorContext(this.peer, String.valueOf(this.link.remoteAddress()), this.path, null, null);
	}

	LoopTasks loop() {
		return this.link.loop();
	}

	private static CompletableFuture<Void> failed(NetworkException cause) {
		CompletableFuture<Void> failed = new TransportFuture<>();
		failed.completeExceptionally(cause);
		return failed;
	}

	@Override
	public String toString() {
		return "stream " + ForeignText.line(this.path) + " with " + this.peer + " " + (isEnded() ? "ended" : "open");
	}

}
