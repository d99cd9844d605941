package io.quictransport.internal.discovery;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import org.jspecify.annotations.Nullable;

/**
 * A peer that may be there: who says so and until when, and how far this node has come
 * with it. Confined to the event loop.
 */
final class Candidate {

	/** Does not end. */
	static final long ALWAYS = Long.MAX_VALUE;

	private static final int MOST_ADDRESSES = 8;

	/** So many of them no announcement displaces. */
	private static final int KEPT = MOST_ADDRESSES / 2;

	/** Who says that the peer is there, and until when. */
	private final Map<Object, Long> sources = new HashMap<>();

	private final Object key;

	private final @Nullable PeerId id;

	/** What was listed before what was announced, and that as long as it is known. */
	private List<NodeAddress> known = List.of();

	/** The same, but what was said last comes first. */
	private List<NodeAddress> addresses = List.of();

	private Phase phase = Phase.WAITING;

	/** Who was found at the addresses, by its certificate. */
	private @Nullable PeerId proven;

	private int failures;

	/** When the next dial is due, or the next look. */
	private long dueAt;

	/** Since when nobody says any more that the peer is there. */
	private long vanishedAt;

	/** Whether somebody has said that it is not. */
	private boolean dismissedBySource;

	Candidate(PeerInfo info, long dueAt) {
		this.key = keyOf(info);
		this.id = info.id();
		this.dueAt = dueAt;
	}

	/** What stands for the candidate in the table: its id, or where it is. */
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

	/** Who it is, by its certificate or else by what is said. */
	@Nullable PeerId peer() {
		return (this.proven != null) ? this.proven : this.id;
	}

	/**
	 * Somebody says that the peer is there. What was said before is not forgotten: forged
	 * announcements, however many, do not displace the right addresses once these are
	 * known.
	 * @param listed whether the source is asked and tells all that it knows, or else
	 * passes on what anybody may announce
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

	/** New addresses take the places of those that came late themselves. */
	private static List<NodeAddress> announced(List<NodeAddress> at, List<NodeAddress> before) {
		List<NodeAddress> kept = before.subList(0, Math.min(KEPT, before.size()));
		Set<NodeAddress> late = new LinkedHashSet<>(at);
		late.addAll(before);
		kept.forEach(late::remove);
		return Stream.concat(kept.stream(), late.stream()).limit(MOST_ADDRESSES).toList();
	}

	/** A source does not speak of the peer any more, or says that it is gone. */
	void unseen(Object source, long now) {
		if (this.sources.remove(source) != null && this.sources.isEmpty()) {
			this.vanishedAt = now;
			this.dismissedBySource = true;
		}
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

	/** Whether nobody says any more that it is there. */
	boolean isVanished() {
		return this.sources.isEmpty();
	}

	/** Whether it is gone by word of somebody who should know, for so long. */
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

	/** Whether somebody was found there. */
	boolean isProven() {
		return this.proven != null;
	}

	boolean hasId() {
		return this.id != null;
	}

	/**
	 * How far this node has come with a candidate.
	 */
	enum Phase {

		/** To be dialled when its time has come. */
		WAITING,

		/** A dial is under way. */
		DIALLING,

		/** Was connected: the transport keeps it so. */
		SETTLED,

		/** This node itself, or a peer that was disconnected on purpose. */
		LEFT_ALONE

	}

}
