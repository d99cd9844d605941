package io.quictransport.quic;

import java.security.SecureRandom;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

import io.netty.channel.EventLoop;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.tls.TlsContexts;
import io.quictransport.wire.Hello;
import io.quictransport.wire.PathCache;
import io.quictransport.wire.PathTexts;
import io.quictransport.wire.WireLimits;

/**
 * What all parts of one started transport share. Immutable but for the fields that say
 * otherwise.
 */
final class TransportContext {

	private static final SecureRandom RANDOM = new SecureRandom();

	final PeerId id;

	final QuicTransportOptions options;

	final TransportLimits limits;

	final WireLimits wireLimits;

	final HandlerRegistry handlers;

	final TransportCounters counters;

	/** Handlers that run and messages that wait for theirs, of this start. */
	final HandlersAtWork handling;

	final Recordings recordings;

	final EventLoop loop;

	final Submissions submissions;

	final Executor executor;

	final HandlerResults results;

	/** Filled on the event loop. */
	final HandlerQueue requests;

	final PeerEvents events;

	final Predicate<PeerId> allowedPeers;

	/** Drawn at random, so that peers notice a restart. */
	final long incarnation = RANDOM.nextLong();

	/**
	 * Swapped when the identity is rotated; each connection keeps the one it began with.
	 */
	volatile TlsContexts tls;

	/** Replaced on the event loop, read anywhere. */
	volatile NodeInfo node;

	final Writes writes = new Writes();

	/** Confined to the event loop. */
	final PathCache paths = new PathCache();

	/** Whether inbound work is refused; confined to the event loop. */
	boolean draining;

	/** Confined to the event loop. */
	final PathTexts pathTexts = new PathTexts();

	/** Confined to the event loop. */
	private long usedMessageId;

	TransportContext(PeerId id, QuicTransportOptions options, HandlerRegistry handlers, TransportCounters counters,
			Recordings recordings, EventLoop loop, Executor executor, TlsContexts tls) {
		this.id = id;
		this.options = options;
		this.limits = options.limits();
		this.wireLimits = new WireLimits(this.limits.maxMessageSize(), this.limits.maxHeaderSize());
		this.handlers = handlers;
		this.counters = counters;
		this.handling = counters.countHandlers();
		this.recordings = recordings;
		this.loop = loop;
		this.submissions = new Submissions(loop);
		this.executor = executor;
		this.results = new HandlerResults(loop);
		this.requests = new HandlerQueue(loop, executor, this.results);
		this.tls = tls;
		this.events = new PeerEvents(handlers, executor, loop);
		this.allowedPeers = IdPatterns.of(options.allowedPeers());
		this.node = NodeInfo.of(id);
	}

	/**
	 * The highest message id that a forgotten peer may know: one that comes back must not
	 * see an id again.
	 */
	long usedMessageId() {
		return this.usedMessageId;
	}

	/** A peer is forgotten to which ids up to this one were given out. */
	void messageIdsUsed(long highest) {
		this.usedMessageId = Math.max(this.usedMessageId, highest);
	}

	/**
	 * Takes what has gathered for the event loop, for it to leave with the next flush.
	 */
	void drain() {
		this.results.drain();
		this.submissions.drain();
	}

	Hello hello(long generation) {
		return new Hello(Hello.VERSION, this.incarnation, generation, this.wireLimits, this.limits.maxInFlight(),
				this.node);
	}

}
