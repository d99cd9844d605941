package io.quictransport.internal.messaging;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

import io.quictransport.ErrorCode;
import io.quictransport.MessagePayload;
import io.quictransport.MessageStream;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.Outcome;
import io.quictransport.StreamOpening;
import io.quictransport.internal.loop.LoopTasks.LoopTimer;
import io.quictransport.internal.loop.TransportCounters.Traffic;
import io.quictransport.internal.messaging.Call.CallOwner;
import io.quictransport.internal.wire.ControlFrames.Settled;
import io.quictransport.internal.wire.MessageFrames.Failure;
import io.quictransport.internal.wire.WireLimits;
import org.jspecify.annotations.Nullable;

/**
 * Serves what this node requests of itself within the process: nothing goes over a
 * connection, and everything else is as with a peer. The calls have the same limits,
 * deadlines and outcomes, their handlers run where those of a peer's messages do, and
 * neither side sees an array of the other. Calls come from any thread; the rest is
 * confined to the event loop.
 */
final class OwnMessaging implements Messaging.OwnCalls, CallOwner, ReplyPath {

	private final Messaging messaging;

	private final Supplier<X509Certificate> certificate;

	private final BooleanSupplier draining;

	private final Traffic traffic;

	private final Inbound inbound;

	private final InboundStreams inboundStreams;

	private final Quota quota;

	private final Quota streamQueue;

	private final CallTable calls = new CallTable(0);

	private final DeadlineSweep deadlines;

	private final StreamSlots<OwnStream> streams;

	/** The streams whose openers wait for them. */
	private final Map<Call<?>, OwnStream> awaited = new HashMap<>();

	private boolean closed;

	/**
	 * Makes the messaging of a run.
	 * @param messaging the state that the messages of one event loop share
	 * @param certificate this node's certificate
	 * @param draining whether no new work is taken
	 */
	OwnMessaging(Messaging messaging, Supplier<X509Certificate> certificate, BooleanSupplier draining) {
		this.messaging = messaging;
		this.certificate = certificate;
		this.draining = draining;
		this.traffic = new Traffic(messaging.traffic);
		this.inbound = new Inbound(messaging, messaging.self, this.traffic);
		this.inboundStreams = new InboundStreams(messaging, this.inbound);
		this.quota = new Quota(messaging.limits.maxInFlight(), messaging.limits.maxQueuedBytes());
		this.streamQueue = new Quota(Quota.UNCOUNTED, messaging.limits.maxQueuedBytes());
		this.streams = new StreamSlots<>(messaging.limits.maxMessageStreams(), messaging.counters.waitingStreams,
				this::begin);
		this.deadlines = new DeadlineSweep(messaging.loop, messaging.clock, this::sweep);
	}

	@Override
	public CompletableFuture<NetworkMessage> request(NetworkMessage message, long timeoutNanos) {
		return enqueue(RequestCall.forMessage(this, this.messaging.self, message, deadline(timeoutNanos)));
	}

	@Override
	public <T> CompletableFuture<T> request(NetworkMessage message, long timeoutNanos,
			Function<? super NetworkMessage, ? extends T> reader) {
		return enqueue(RequestCall.forReader(this, this.messaging.self, message, deadline(timeoutNanos), reader));
	}

	@Override
	public CompletableFuture<byte[]> requestPayload(NetworkMessage message, long timeoutNanos) {
		return enqueue(RequestCall.forPayload(this, message, deadline(timeoutNanos)));
	}

	@Override
	public CompletableFuture<Void> send(NetworkMessage message, long timeoutNanos) {
		return enqueue(new EventCall(this, message, deadline(timeoutNanos)));
	}

	@Override
	public CompletableFuture<MessageStream> openStream(StreamOpening opening, long timeoutNanos) {
		long admission = deadline(timeoutNanos);
		Duration timeout = opening.timeout();
		if (timeout == null) {
			return enqueue(new StreamCall(this, opening, admission, null));
		}
		long end = deadline(LoopTimer.nanos(timeout));
		return enqueue(new StreamCall(this, opening, (end - admission < 0) ? end : admission, end));
	}

	private long deadline(long timeoutNanos) {
		return this.messaging.now() + timeoutNanos;
	}

	private <T> CompletableFuture<T> enqueue(Call<T> call) {
		NetworkException refused = Outbox.checkSize(call, limits());
		if (refused == null && !this.quota.take(call.payloadLength())) {
			refused = call.failure(ErrorCode.OVERLOADED, this.quota + " are already in flight to this node");
		}
		if (refused != null) {
			reject(call, refused);
		}
		else if (!(this.messaging.loop.inEventLoop() ? this.messaging.submissions.add(call)
				: this.messaging.loop.offer(call))) {
			NetworkException why = this.messaging.loop.refusal();
			this.quota.giveBack(call.payloadLength());
			reject(call, call.failure(why.code(), why.detail()));
		}
		return call;
	}

	@Override
	public void notSubmitted(Call<?> call, Throwable cause) {
		this.messaging.unwritten.add(this.messaging.self, call.payloadLength(), cause);
		NetworkException why = (cause instanceof OutOfMemoryError)
				? call.failure(ErrorCode.OVERLOADED, "this node has no memory to take it")
				: call.failure(ErrorCode.INTERNAL, "it could not be taken");
		if (call.id() == 0) {
			this.quota.giveBack(call.payloadLength());
			reject(call, why);
		}
		else {
			fail(call, why);
		}
	}

	private void reject(Call<?> call, NetworkException cause) {
		this.messaging.counters.error(cause.code());
		call.reject(cause);
	}

	@Override
	public void submit(Call<?> call) {
		if (call.isDone()) {
			this.quota.giveBack(call.payloadLength());
			return;
		}
		if (this.closed) {
			this.quota.giveBack(call.payloadLength());
			reject(call, call.failure(ErrorCode.NOT_RUNNING, "the transport has stopped"));
			return;
		}
		this.calls.add(call);
		if (call.deadline() - this.messaging.now() <= 0) {
			fail(call, late(call));
			return;
		}
		this.deadlines.expect(call.deadline());
		if (call instanceof StreamCall opening) {
			open(opening);
		}
		else {
			deliver(call);
		}
	}

	private void deliver(Call<?> call) {
		boolean refuses = refusesWork();
		NetworkMessage message = refuses ? call.message() : received(call);
		if (message == null) {
			return;
		}
		long now = this.messaging.now();
		call.delivered();
		this.traffic.sent(call.payloadLength());
		if (call instanceof EventCall) {
			Failure refused = refuses ? this.inbound.repeatedEvent(0, call.id())
					: this.inbound.event(identity(), 0, call.id(), now, call.remainingMillis(now), message);
			if (refused != null) {
				refused(call, refused);
			}
			else if (remove(call)) {
				call.acknowledged();
			}
		}
		else if (refuses) {
			this.inbound.repeatedRequest(this, call.id());
		}
		else {
			this.inbound.request(identity(), this, call.id(), now, call.remainingMillis(now), message);
		}
	}

	private PeerIdentity identity() {
		return new PeerIdentity(this.messaging.self, this.certificate.get());
	}

	/**
	 * The message as its handler sees it, with nothing that the caller can change; null
	 * if its payload cannot be read, or is its caller's again.
	 */
	private @Nullable NetworkMessage received(Call<?> call) {
		NetworkMessage sent = call.message();
		if (call.isTakenBack()) {
			return null;
		}
		byte[] copy;
		try {
			copy = PayloadView.copyOf(sent.content());
		}
		catch (RuntimeException ex) {
			if (call.isTakenBack()) {
				return null;
			}
			fail(call, Outbox.unreadable(call, ex));
			return null;
		}
		if (call.isTakenBack()) {
			// It leaves with its cancellation.
			return null;
		}
		return new NetworkMessage(this.messaging.self, sent.destination(), sent.type(), sent.path(), sent.headers(),
				sent.correlationId(), this.messaging.handlers.wantsView(sent.type(), sent.path())
						? PayloadView.ofArray(copy) : MessagePayload.of(copy));
	}

	boolean refusesWork() {
		return this.draining.getAsBoolean();
	}

	@Override
	public boolean isClosed() {
		return false;
	}

	/** Answers do not wait for anybody to read them. */
	@Override
	public boolean isFull() {
		return false;
	}

	@Override
	public WireLimits limits() {
		return this.messaging.limits.wire();
	}

	@Override
	public void reply(long requestId, Map<String, String> headers, MessagePayload payload) {
		RequestCall<?> request = this.calls.findRequest(requestId);
		if (request == null) {
			return;
		}
		byte[] copy;
		try {
			copy = PayloadView.copyOf(payload);
		}
		catch (RuntimeException ex) {
			refused(request, new Failure(requestId, ErrorCode.HANDLER_FAILED, Outcome.UNKNOWN, 0,
					"the payload of the reply cannot be read"));
			return;
		}
		if (remove(request)) {
			this.traffic.received(copy.length);
			request.replied(headers, request.takesView() ? PayloadView.ofArray(copy) : MessagePayload.of(copy));
		}
	}

	@Override
	public void error(Failure failure) {
		RequestCall<?> request = this.calls.findRequest(failure.subject());
		if (request != null) {
			refused(request, failure);
		}
	}

	/**
	 * Fails a call as its handler, or whoever keeps it from it, states; that is counted.
	 */
	private void refused(Call<?> call, Failure stated) {
		NetworkException cause = call.failure(stated);
		if (remove(call)) {
			call.reject(cause);
		}
	}

	private void open(StreamCall call) {
		OwnStream stream = new OwnStream(this, this.messaging, call,
				new StreamParts(this.messaging, identity(), this.traffic, this.streamQueue));
		this.awaited.put(call, stream);
		this.streams.enter(stream);
	}

	private void begin(OwnStream stream) {
		stream.call().delivered();
		stream.open(this.inboundStreams);
	}

	void streamAdmitted(StreamCall call, PeerStream stream) {
		if (remove(call)) {
			stream.awaitDeadline();
			call.admitted(stream);
		}
		else {
			stream.giveUp(ErrorCode.CANCELLED, "the opener waits no longer");
		}
	}

	void streamRefused(StreamCall call, ErrorCode code, String why) {
		refused(call, new Failure(call.id(), code, Outcome.NOT_ACCEPTED, 0, why));
	}

	/** The serving end has finished. */
	void streamServed() {
		this.inboundStreams.ended();
	}

	/** Both ends have finished: the next streams have their turn. */
	void streamEnded(OwnStream stream) {
		this.streams.leave(stream);
	}

	@Override
	public void cancelled(Call<?> call) {
		this.messaging.loop.execute(() -> remove(call));
	}

	private long sweep(long now) {
		for (Call<?> call : this.calls.select((each) -> each.deadline() - now <= 0)) {
			fail(call, late(call));
		}
		return this.calls.all().stream().mapToLong((call) -> call.deadline() - now).min().orElse(Long.MAX_VALUE);
	}

	private static NetworkException late(Call<?> call) {
		return call.failure(ErrorCode.DEADLINE_EXCEEDED,
				(call.state() == CallState.UNSENT) ? "it could not be handled in time" : "no answer came in time");
	}

	private void fail(Call<?> call, NetworkException cause) {
		if (remove(call)) {
			reject(call, cause);
		}
	}

	/**
	 * The one place where a call leaves. What is remembered of it is dropped at once,
	 * which also tells its handler that nobody waits any more.
	 */
	private boolean remove(Call<?> call) {
		if (!this.calls.remove(call)) {
			return false;
		}
		this.quota.giveBack(call.payloadLength());
		OwnStream stream = this.awaited.remove(call);
		if (stream != null) {
			this.streams.giveUp(stream);
		}
		call.resolved();
		this.inbound.settled(new Settled(this.calls.lowestUnresolved(), new long[] { call.id() }));
		return true;
	}

	@Override
	public int inFlight() {
		return this.quota.messages();
	}

	@Override
	public int unhandled() {
		return this.inbound.unhandled();
	}

	@Override
	public void close(ErrorCode code, String detail) {
		if (this.closed) {
			return;
		}
		this.closed = true;
		this.streams.close();
		List.copyOf(this.streams.open()).forEach((stream) -> stream.cut(code, detail));
		for (Call<?> call : this.calls.all()) {
			fail(call, call.failure(code, detail));
		}
		this.deadlines.stop();
		this.inbound.close();
	}

}
