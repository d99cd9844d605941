package io.quictransport.internal.discovery;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.internal.discovery.DiscoveryEngine.PeerConnector.Finding;
import org.jspecify.annotations.Nullable;

/**
 * Tracks a peer that may exist: its sources and until when they hold, and how far this
 * node has come with it. Confined to the event loop.
 */
final class Candidate {

	/** Never expires. */
	static final long ALWAYS = Long.MAX_VALUE;

	private static final int MOST_ADDRESSES = 8;

	/** The number of addresses that announcements do not displace. */
	private static final int KEPT = MOST_ADDRESSES / 2;

	/** The sources that list the peer, and until when each holds. */
	private final Map<Object, Long> sources = new HashMap<>();

	private final Object key;

	private final @Nullable PeerId id;

	/**
	 * Listed addresses first, then announced ones, of which those known longest keep
	 * their places.
	 */
	private List<NodeAddress> known = List.of();

	/** The same, but the addresses stated last come first. */
	private List<NodeAddress> addresses = List.of();

	private Phase phase = Phase.WAITING;

	/** The peer found at the addresses, by its certificate. */
	private @Nullable PeerId proven;

	private int failures;

	/** When the next dial or the next check is due. */
	private long dueAt;

	/** Since when no source lists the peer any more. */
	private long vanishedAt;

	/** Whether a source has stated that the peer is gone. */
	private boolean dismissedBySource;

	Candidate(PeerInfo info, long dueAt) {
		this.key = keyOf(info);
		this.id = info.id();
		this.dueAt = dueAt;
	}

	/** The key of the candidate in the table: its id, or its addresses. */
	static Object keyOf(PeerInfo info) {
		PeerId id = info.id();
		return (id != null) ? id : info.addresses();
	}

	Object key() {
		return this.key;
	}

	PeerInfo info() {
		return new PeerInfo(this.id, this.addresses);
	}

	/** What is dialled, and on whose word. */
	Finding finding() {
		return new Finding(info(), this.proven, source());
	}

	/** Names the providers that list it. */
	String source() {
		return this.sources.keySet().stream().map(Object::toString).sorted().collect(Collectors.joining(", "));
	}

	/** The id of the peer, by its certificate or else by what the sources state. */
	@Nullable PeerId peer() {
		return (this.proven != null) ? this.proven : this.id;
	}

	/**
	 * A source lists the peer. Earlier addresses are not forgotten: forged announcements,
	 * however many, do not displace the right addresses once these are known.
	 * @param listed true for a source that is queried and lists everything it knows,
	 * false for one that passes on announcements that anybody can make
	 * @return whether an address is new
	 */
	boolean seen(Object source, List<NodeAddress> at, long until, boolean listed) {
		this.sources.put(source, until);
		boolean news = !this.addresses.containsAll(at);
		boolean only = listed && this.sources.size() == 1;
		List<NodeAddress> before = only ? List.of() : this.known;
		this.known = listed ? first(at, before) : announced(at, before);
		this.addresses = first(at.stream().filter(this.known::contains).toList(), this.known);
		return news;
	}

	private static List<NodeAddress> first(List<NodeAddress> at, List<NodeAddress> before) {
		Set<NodeAddress> all = new LinkedHashSet<>(at);
		all.addAll(before);
		return all.stream().limit(MOST_ADDRESSES).toList();
	}

	/** New addresses replace those that were themselves added late. */
	private static List<NodeAddress> announced(List<NodeAddress> at, List<NodeAddress> before) {
		List<NodeAddress> kept = before.subList(0, Math.min(KEPT, before.size()));
		Set<NodeAddress> late = new LinkedHashSet<>(at);
		late.addAll(before);
		kept.forEach(late::remove);
		return Stream.concat(kept.stream(), late.stream()).limit(MOST_ADDRESSES).toList();
	}

	/** A source no longer lists the peer, or states that it is gone. */
	void unseen(Object source, long now) {
		if (this.sources.remove(source) != null && this.sources.isEmpty()) {
			this.vanishedAt = now;
			this.dismissedBySource = true;
		}
	}

	/** What a source has said of the peer is valid no longer. */
	void expired(Object source, long now) {
		this.sources.computeIfPresent(source, (listing, until) -> now);
		expire(now);
	}

	boolean isSeenBy(Object source) {
		return this.sources.containsKey(source);
	}

	void expire(long now) {
		if (!this.sources.isEmpty()) {
			this.sources.values().removeIf((until) -> until != ALWAYS && now - until >= 0);
			if (this.sources.isEmpty()) {
				this.vanishedAt = now;
				this.dismissedBySource = false;
			}
		}
	}

	/** Whether no source lists it any more. */
	boolean isVanished() {
		return this.sources.isEmpty();
	}

	/** Whether it has been gone for this long, by the word of an authoritative source. */
	boolean isGoneFor(long nanos, long now) {
		return isVanished() && this.dismissedBySource && now - this.vanishedAt >= nanos;
	}

	void waitUntil(long due) {
		this.phase = Phase.WAITING;
		this.dueAt = due;
	}

	void failed(long due) {
		this.failures++;
		waitUntil(due);
	}

	void dialling() {
		this.phase = Phase.DIALLING;
	}

	void settled(PeerId as, long nextLook) {
		this.phase = Phase.SETTLED;
		this.proven = as;
		this.failures = 0;
		this.dueAt = nextLook;
	}

	void lookAgainAt(long nextLook) {
		this.dueAt = nextLook;
	}

	void leaveAlone() {
		this.phase = Phase.LEFT_ALONE;
	}

	Phase phase() {
		return this.phase;
	}

	boolean isDue(long now) {
		return now - this.dueAt >= 0;
	}

	long dueAt() {
		return this.dueAt;
	}

	int failures() {
		return this.failures;
	}

	/** Whether a peer was found there. */
	boolean isProven() {
		return this.proven != null;
	}

	boolean hasId() {
		return this.id != null;
	}

	/** Defines how far this node has come with a candidate. */
	enum Phase {

		/** To be dialled when it is due. */
		WAITING,

		/** A dial is under way. */
		DIALLING,

		/** Was connected: the transport keeps the connection. */
		SETTLED,

		/** This node itself, or a peer that was disconnected on purpose. */
		LEFT_ALONE

	}

}
