package io.quictransport.internal.messaging;

import io.quictransport.internal.messaging.Messaging.OwnCalls;
import io.quictransport.internal.messaging.Messaging.PeerLink;
import io.quictransport.internal.messaging.Outbox.OutboundSession;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

import io.quictransport.ErrorCode;
import io.quictransport.MessageStream;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.OutboundQueue;
import io.quictransport.PeerId;
import io.quictransport.RunningHandlers;
import io.quictransport.StreamOpening;
import io.quictransport.internal.connection.CloseCause;
import io.quictransport.internal.connection.ConnectionLink;
import io.quictransport.internal.connection.ConnectionLink.Session;
import io.quictransport.internal.loop.LoopTasks.LoopTimer;
import io.quictransport.internal.loop.TransportCounters.Traffic;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges messages with one peer, across all connections to it: what this node requests
 * of the peer, and what the peer requests of this node. Calls come from any thread; the
 * rest is confined to the event loop.
 */
public final class PeerMessaging {

	private final Messaging messaging;

	private final PeerId id;

	private final Traffic traffic;

	private final Outbox outbox;

	private final Inbound inbound;

	private final InboundStreams inboundStreams;

	private final AdmittedTransfers transfers = new AdmittedTransfers();

	private final Quota streamQueue;

	/** The sessions of the open connections. */
	private final Map<ConnectionLink, MessageSession> sessions = new HashMap<>();

	/** The session of new calls, null while there is no connection. */
	private @Nullable OutboundSession live;

	public PeerMessaging(Messaging messaging, PeerId id, PeerLink link) {
		this.messaging = messaging;
		this.id = id;
		this.traffic = new Traffic(messaging.traffic);
		this.outbox = new Outbox(messaging, link, () -> this.live);
		this.inbound = new Inbound(messaging, id, this.traffic);
		this.inboundStreams = new InboundStreams(messaging, this.inbound);
		this.streamQueue = new Quota(Quota.UNCOUNTED, messaging.limits.maxQueuedBytes());
	}

	/**
	 * Makes what serves this node's calls to itself, of which a run has one.
	 * @param messaging the state that the messages of one event loop share
	 * @param certificate this node's certificate
	 * @param draining whether no new work is taken
	 * @return what serves them
	 */
	public static OwnCalls own(Messaging messaging, Supplier<X509Certificate> certificate, BooleanSupplier draining) {
		return new OwnMessaging(messaging, certificate, draining);
	}

	public CompletableFuture<NetworkMessage> request(NetworkMessage message, long timeoutNanos) {
		long now = this.messaging.now();
		return enqueue(RequestCall.forMessage(this.outbox, this.messaging.self, message, now + timeoutNanos), now);
	}

	public <T> CompletableFuture<T> request(NetworkMessage message, long timeoutNanos,
			Function<? super NetworkMessage, ? extends T> reader) {
		long now = this.messaging.now();
		return enqueue(RequestCall.forReader(this.outbox, this.messaging.self, message, now + timeoutNanos, reader),
				now);
	}

	public CompletableFuture<byte[]> requestPayload(NetworkMessage message, long timeoutNanos) {
		long now = this.messaging.now();
		return enqueue(RequestCall.forPayload(this.outbox, message, now + timeoutNanos), now);
	}

	public CompletableFuture<Void> send(NetworkMessage message, long timeoutNanos) {
		long now = this.messaging.now();
		return enqueue(new EventCall(this.outbox, message, now + timeoutNanos), now);
	}

	public CompletableFuture<MessageStream> openStream(StreamOpening opening, long timeoutNanos) {
		long now = this.messaging.now();
		long admission = now + timeoutNanos;
		Duration timeout = opening.timeout();
		if (timeout == null) {
			return enqueue(new StreamCall(this.outbox, opening, admission, null), now);
		}
		long end = now + LoopTimer.nanos(timeout);
		return enqueue(new StreamCall(this.outbox, opening, (end - admission < 0) ? end : admission, end), now);
	}

	private <T> CompletableFuture<T> enqueue(Call<T> call, long now) {
		call.madeAt(now);
		NetworkException tooLarge = Outbox.checkSize(call, this.messaging.limits.wire());
		if (tooLarge != null) {
			this.messaging.counters.error(tooLarge.code());
			call.reject(tooLarge);
		}
		else {
			this.outbox.enqueue(call);
		}
		return call;
	}

	/** Makes the session of a connection that is about to be opened. */
	public Session session(ConnectionLink connection) {
		PeerIdentity identity = new PeerIdentity(this.id, connection.certificate());
		MessageSession session = new MessageSession(
				new SessionContext(connection, this.messaging, identity, this.traffic, this.outbox, this.inbound,
						this.inboundStreams, this.transfers, this.streamQueue, this.inbound.resets()),
				this.outbox);
		this.sessions.put(connection, session);
		return session;
	}

	/** The peer has proven its identity, on a connection that is taken into use. */
	public void identified(X509Certificate shown) {
		this.inbound.identified(shown);
	}

	/** New calls use this connection from now on; null if there is none. */
	public void use(@Nullable ConnectionLink connection) {
		MessageSession session = (connection != null) ? this.sessions.get(connection) : null;
		this.live = (session != null) ? session.calls() : null;
	}

	/**
	 * Processes everything unsent again: there may be a connection now, or no prospect of
	 * one.
	 */
	public void resume() {
		this.outbox.resume();
	}

	/**
	 * Takes back the messages of a connection, to be sent again.
	 * @param connection the connection, which is not used for new calls any more
	 * @param cause why it ended
	 * @param mayReturn whether the same incarnation of the peer may come back
	 */
	public void lost(ConnectionLink connection, CloseCause cause, boolean mayReturn) {
		this.sessions.remove(connection);
		this.outbox.connectionLost(connection, cause, mayReturn);
	}

	/**
	 * Another incarnation of the peer is connected: the ids of the old one are void, but
	 * its admitted messages continue.
	 */
	public void reset() {
		this.inbound.reset();
		this.transfers.reset();
	}

	/** Fails everything that this node requests of the peer. */
	public void failAll(ErrorCode code, String detail) {
		this.outbox.failAll(code, detail);
	}

	/**
	 * How long the peer may still resend messages that have already arrived, in
	 * nanoseconds from now.
	 */
	public long unsettledNanos() {
		return this.inbound.unsettledNanos();
	}

	/**
	 * Runs an action, once, as soon as no admitted work of the peer is running.
	 * @param action the action; replaces one that has not run
	 */
	public void onIdle(Runnable action) {
		this.inbound.onIdle(action);
	}

	/** The peer is forgotten. */
	public void close(ErrorCode code, String detail) {
		this.outbox.close(code, detail);
		this.inbound.close();
	}

	/**
	 * The number of the peer's messages that are admitted and not handled; on any thread.
	 */
	public int unhandled() {
		return this.inbound.unhandled();
	}

	/** The number of unresolved calls; on any thread. */
	public int inFlight() {
		return this.outbox.inFlight();
	}

	/** The payload bytes of the unresolved calls; on any thread. */
	public long queuedBytes() {
		return this.outbox.queuedBytes();
	}

	/** Describes this node's messages to the peer. */
	public OutboundQueue queue() {
		return this.outbox.queue();
	}

	/** Counts what runs or waits here on behalf of the peer. */
	public RunningHandlers handlers() {
		return this.inbound.handlers();
	}

	public Traffic traffic() {
		return this.traffic;
	}

	/**
	 * The last certificate that the peer has shown, null if it never has; on any thread.
	 */
	public @Nullable X509Certificate certificate() {
		return this.inbound.certificate();
	}

}
