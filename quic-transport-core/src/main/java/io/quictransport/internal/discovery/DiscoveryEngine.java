package io.quictransport.internal.discovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.quictransport.DiscoveryException;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.PeerSource;
import io.quictransport.discovery.DiscoveryOptions;
import io.quictransport.discovery.PeerDiscovery;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.LoopTasks.LoopTimer;
import io.quictransport.internal.loop.RateLimit;
import io.quictransport.internal.text.Log;
import org.jspecify.annotations.Nullable;

/**
 * Turns the findings of providers into peers: remembers candidates within bounds, dials
 * them at a limited rate with back-off, and lets go of those that are gone. A live
 * connection is better evidence than any provider: a peer that is merely no longer
 * reported stays until its connection ends.
 *
 * <p>
 * Belongs to one run of a transport. Confined to the event loop, except for
 * {@link #execute} and {@link #sources}.
 */
public final class DiscoveryEngine {

	private static final Log logger = Log.of(DiscoveryEngine.class);

	/** How often connected candidates are checked. */
	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

	/** After this time a provider whose start has failed is started again. */
	static final long RESTART_NANOS = TimeUnit.SECONDS.toNanos(3);

	/** How long a lost peer is left to be dialled again at its last addresses. */
	private static final long LOST_NANOS = TimeUnit.SECONDS.toNanos(5);

	private final DiscoveryOptions options;

	private final Backoff backoff;

	private final LoopTasks loop;

	private final LongSupplier clock;

	private final PeerConnector connector;

	private final Supplier<NodeInfo> self;

	private final CandidateTable table;

	private final RateLimit budget;

	/** Changed on the event loop, read by any thread. */
	private volatile List<ProviderLink> links = List.of();

	private final LoopTimer timer;

	/** When providers have had their time for a first answer. */
	private final LoopTimer firstAnswers;

	private long wakesAt;

	private boolean started;

	private boolean full;

	/**
	 * Makes an engine that is not started yet.
	 * @param options the options of discovery
	 * @param backoff the delays before failed candidates are dialled again
	 * @param loop the event loop of the transport
	 * @param connector dials
	 * @param self what this node states of itself, readable by any thread
	 */
	public DiscoveryEngine(DiscoveryOptions options, Backoff backoff, LoopTasks loop, PeerConnector connector,
			Supplier<NodeInfo> self) {
		this(options, backoff, loop, System::nanoTime, connector, self);
	}

	/** Makes an engine on the clock that the loop schedules by. */
	DiscoveryEngine(DiscoveryOptions options, Backoff backoff, LoopTasks loop, LongSupplier clock,
			PeerConnector connector, Supplier<NodeInfo> self) {
		this.options = options;
		this.backoff = backoff;
		this.loop = loop;
		this.timer = new LoopTimer(loop, this::run);
		this.firstAnswers = new LoopTimer(loop, () -> this.links.forEach(ProviderLink::overdue));
		this.clock = clock;
		this.connector = connector;
		this.self = self;
		this.table = new CandidateTable(options.maxPeers());
		this.budget = new RateLimit(options.dialsPerSecond(), clock.getAsLong());
	}

	/** Starts the providers. */
	public void start() {
		this.started = true;
		List<ProviderLink> all = new ArrayList<>();
		for (PeerDiscovery provider : this.options.providers()) {
			all.add(new ProviderLink(this, provider, this.clock));
		}
		this.links = List.copyOf(all);
		this.links.forEach(ProviderLink::start);
		if (!all.isEmpty()) {
			this.firstAnswers.set(SourceHistory.PATIENCE_NANOS);
		}
	}

	/** The start of a provider has failed: what it lacked may be there soon. */
	void startLater(ProviderLink link) {
		new LoopTimer(this.loop, () -> {
			if (this.links.contains(link)) {
				link.start();
			}
		}).set(RESTART_NANOS);
	}

	/** Stops the providers and forgets their findings. Peers are not affected. */
	public void stop() {
		this.started = false;
		this.links.forEach(ProviderLink::stop);
		this.links = List.of();
		this.table.clear();
		this.timer.cancel();
		this.firstAnswers.cancel();
	}

	/**
	 * Describes the providers, on any thread.
	 * @return each with how it answers; none before the start and after the stop
	 */
	public List<PeerSource> sources() {
		return this.links.stream().map(ProviderLink::describe).toList();
	}

	/**
	 * A peer was disconnected on purpose: it is left alone until it is gone and found
	 * again.
	 * @param peer the peer
	 */
	public void disconnected(PeerId peer) {
		for (Candidate candidate : this.table.all()) {
			if (peer.equals(candidate.peer())) {
				candidate.leaveAlone();
				this.connector.forgotten(candidate.info());
			}
		}
	}

	/** The number of remembered candidates. */
	int size() {
		return this.table.size();
	}

	NodeInfo self() {
		return this.self.get();
	}

	void execute(Runnable task) {
		this.loop.execute(() -> {
			if (this.started) {
				task.run();
			}
		});
	}

	void listed(ProviderLink source, List<PeerInfo> peers) {
		long now = this.clock.getAsLong();
		Set<Object> keys = new HashSet<>();
		for (PeerInfo peer : peers) {
			if (take(source, peer, Candidate.ALWAYS, now)) {
				keys.add(Candidate.keyOf(peer));
			}
		}
		for (Candidate candidate : this.table.all()) {
			if (candidate.isSeenBy(source) && !keys.contains(candidate.key())) {
				candidate.unseen(source, now);
			}
		}
		wakeAt(now);
	}

	void seen(ProviderLink source, PeerInfo peer, Duration validFor) {
		long now = this.clock.getAsLong();
		take(source, peer, now + nanos(validFor), now);
	}

	/** A longer duration would overflow when added to a time. */
	private static long nanos(Duration validFor) {
		return Math.max(1, LoopTimer.nanos(validFor));
	}

	void failed(DiscoveryException failure) {
		this.connector.providerFailed(failure);
	}

	void gone(ProviderLink source, PeerId peer) {
		Candidate candidate = this.table.find(peer);
		if (candidate != null) {
			long now = this.clock.getAsLong();
			candidate.unseen(source, now);
			wakeAt(now);
		}
	}

	/**
	 * Nobody may end a connection, or keep a peer from being found, by a goodbye that
	 * nothing proves; one whose connection is lost is dialled no more.
	 */
	void saidToBeGone(ProviderLink source, PeerId peer) {
		Candidate candidate = this.table.find(peer);
		if (candidate != null && candidate.isProven()) {
			long now = this.clock.getAsLong();
			candidate.expired(source, now);
			wakeAt(now);
		}
	}

	private boolean take(ProviderLink source, PeerInfo peer, long until, long now) {
		if (self().id().equals(peer.id())) {
			return false;
		}
		Candidate candidate = this.table.find(peer);
		boolean known = candidate != null;
		if (candidate == null) {
			noteIfFull();
			candidate = this.table.add(peer, now + debounceNanos(peer.id()));
			if (candidate == null) {
				return false;
			}
			logger.debug("event=peer_discovered peer={} addresses={}", peer.id(), peer.addresses());
		}
		boolean wasGone = known && candidate.isVanished();
		boolean news = candidate.seen(source, peer.addresses(), until, until == Candidate.ALWAYS);
		if (known && (news || wasGone) && candidate.phase() == Candidate.Phase.SETTLED
				&& !isConnected(candidate.peer())) {
			candidate.waitUntil(now + debounceNanos(peer.id()));
		}
		wakeAt(candidate.dueAt());
		return true;
	}

	private long debounceNanos(@Nullable PeerId peer) {
		long nanos = this.options.debounce().toNanos();
		return (peer != null && self().id().compareTo(peer) > 0) ? 2 * nanos : nanos;
	}

	private void noteIfFull() {
		if (!this.full && this.table.size() >= this.options.maxPeers()) {
			this.full = true;
			logger.warn("event=discovery_full peers={} reason=\"more are found than option maxPeers admits\"",
					this.table.size());
		}
	}

	/**
	 * Lets go of candidates that are gone, dials those that are due, and schedules the
	 * next run.
	 */
	private void run() {
		long now = this.clock.getAsLong();
		long next = now + LOOK_NANOS;
		try {
			next = step(now);
		}
		finally {
			// Whatever fails in it, discovery goes on.
			if (this.table.size() > 0) {
				wakeAt(next);
			}
		}
	}

	/** Returns when the next run is due. */
	private long step(long now) {
		for (Candidate candidate : this.table.all()) {
			candidate.expire(now);
			if (isOver(candidate, now)) {
				remove(candidate);
			}
			else if (candidate.phase() == Candidate.Phase.SETTLED && candidate.isDue(now)) {
				look(candidate, now);
			}
		}
		countNamed();
		dialDue(now);
		long next = now + LOOK_NANOS;
		for (Candidate candidate : this.table.all()) {
			if (candidate.phase() == Candidate.Phase.WAITING && candidate.dueAt() - next < 0) {
				next = Math.max(candidate.dueAt(), now + this.budget.waitNanos(now));
			}
		}
		return next;
	}

	private void countNamed() {
		for (ProviderLink link : this.links) {
			link.names((int) this.table.all().stream().filter((candidate) -> candidate.isSeenBy(link)).count());
		}
	}

	private boolean isOver(Candidate candidate, long now) {
		if (!candidate.isVanished() || candidate.phase() == Candidate.Phase.DIALLING) {
			return false;
		}
		return !isConnected(candidate.peer()) || candidate.isGoneFor(this.options.removalDelay().toNanos(), now);
	}

	private void remove(Candidate candidate) {
		this.table.remove(candidate);
		this.connector.forgotten(candidate.info());
		this.full &= this.table.size() > this.options.maxPeers() / 2;
		PeerId peer = candidate.peer();
		logger.debug("event=discovered_peer_removed peer={}", peer);
		if (peer != null && candidate.phase() != Candidate.Phase.LEFT_ALONE && !this.table.knows(peer)) {
			this.connector.release(peer);
		}
	}

	/**
	 * A peer of which only the address was known may have been replaced by another peer
	 * there.
	 */
	private void look(Candidate candidate, long now) {
		if (candidate.hasId() || isConnected(candidate.peer())) {
			candidate.lookAgainAt(now + LOOK_NANOS);
		}
		else {
			candidate.waitUntil(now + LOST_NANOS);
		}
	}

	private void dialDue(long now) {
		for (Candidate candidate : this.table.due(now)) {
			PeerId peer = candidate.peer();
			if (peer != null && this.connector.isConnected(peer)) {
				this.connector.keep(peer, candidate.info().addresses(), candidate.source());
				candidate.settled(peer, now + LOOK_NANOS);
			}
			else if (this.budget.take(now)) {
				dial(candidate, now);
			}
			else {
				return;
			}
		}
	}

	private void dial(Candidate candidate, long now) {
		candidate.dialling();
		try {
			this.connector.dial(candidate.finding(), (found, failure) -> dialled(candidate, found, failure));
		}
		catch (Throwable ex) {
			// A dial that does not begin does not end either.
			logger.warn("event=dial_not_begun peer={} addresses={} reason=\"{}\"", candidate.peer(),
					candidate.info().addresses(), ex, ex);
			candidate.failed(now + this.backoff.nanos(candidate.failures()));
		}
	}

	private void dialled(Candidate candidate, @Nullable PeerId found, @Nullable NetworkException failure) {
		if (!this.started) {
			return;
		}
		long now = this.clock.getAsLong();
		if (candidate.phase() == Candidate.Phase.LEFT_ALONE) {
			// The peer was disconnected on purpose while it was dialled.
			if (found != null) {
				this.connector.release(found);
			}
		}
		else if (found != null) {
			PeerId before = candidate.peer();
			candidate.settled(found, now + LOOK_NANOS);
			if (before != null && !this.table.knows(before)) {
				this.connector.release(before);
			}
		}
		else if (failure != null && failure.code() == ErrorCode.SELF_CONNECTION) {
			candidate.leaveAlone();
		}
		else {
			candidate.failed(now + this.backoff.nanos(candidate.failures()));
		}
		wakeAt(now);
	}

	private boolean isConnected(@Nullable PeerId peer) {
		return peer != null && this.connector.isConnected(peer);
	}

	private void wakeAt(long time) {
		if (!this.started || (this.timer.isSet() && this.wakesAt - time <= 0)) {
			return;
		}
		this.wakesAt = time;
		this.timer.set(time - this.clock.getAsLong());
	}

	/**
	 * Defines how long a candidate that failed is left alone.
	 *
	 * @param least the bound of the first wait, which doubles with each failure
	 * @param most the largest bound
	 */
	public record Backoff(Duration least, Duration most) {

		long nanos(int failures) {
			return ThreadLocalRandom.current().nextLong(bound(failures) + 1);
		}

		/** The longest wait after this number of failures. */
		long bound(int failures) {
			int doublings = Math.min(failures, 20);
			long most = this.most.toNanos();
			long least = this.least.toNanos();
			return (least > most >> doublings) ? most : least << doublings;
		}

	}

	/**
	 * Connects peers on behalf of the {@link DiscoveryEngine}. Called, and calls back, on
	 * the event loop.
	 */
	public interface PeerConnector {

		/**
		 * Whether there is a connection.
		 * @param peer the peer
		 * @return whether it is connected
		 */
		boolean isConnected(PeerId peer);

		/**
		 * Dials all addresses of a candidate once. A peer that it connects is kept.
		 * @param finding the expected peer and its addresses
		 * @param outcome receives the outcome, once
		 */
		void dial(Finding finding, Outcome outcome);

		/**
		 * A candidate is not dialled any more: it is no longer listed, or its peer was
		 * disconnected on purpose.
		 * @param candidate the expected peer and its addresses
		 */
		void forgotten(PeerInfo candidate);

		/**
		 * Keeps a connected peer: it is dialled again when its connection is lost.
		 * @param peer the peer
		 * @param addresses where it may be reached then
		 * @param source names the providers that list it
		 */
		void keep(PeerId peer, List<NodeAddress> addresses, String source);

		/**
		 * Lets go of a peer that discovery alone has kept: it is no longer dialled, and
		 * its connection closes when the work in flight is done.
		 * @param peer the peer
		 */
		void release(PeerId peer);

		/**
		 * A provider could not list the peers.
		 * @param failure the failure of the provider
		 */
		void providerFailed(DiscoveryException failure);

		/**
		 * Describes what is to be dialled.
		 *
		 * @param info the expected peer, if its id is stated, and its addresses
		 * @param proven the peer that was once found there, null if none was
		 * @param source names the providers that list it
		 */
		record Finding(PeerInfo info, @Nullable PeerId proven, String source) {
		}

		/** Receives the outcome of a dial. */
		@FunctionalInterface
		interface Outcome {

			/**
			 * The dial has ended.
			 * @param peer the peer found there, by its certificate; null if the dial
			 * failed
			 * @param failure why it failed; null if it did not
			 */
			void ended(@Nullable PeerId peer, @Nullable NetworkException failure);

		}

	}

}
