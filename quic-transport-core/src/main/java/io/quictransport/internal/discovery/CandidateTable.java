package io.quictransport.internal.discovery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the candidates, up to a limit. Confined to the event loop.
 */
final class CandidateTable {

	private final int most;

	/** In the order in which they were found. */
	private final Map<Object, Candidate> candidates = new LinkedHashMap<>();

	CandidateTable(int most) {
		this.most = most;
	}

	@Nullable Candidate find(PeerInfo info) {
		return this.candidates.get(Candidate.keyOf(info));
	}

	@Nullable Candidate find(PeerId id) {
		return this.candidates.get(id);
	}

	/**
	 * Adds a candidate. If there is no room it replaces one that was never connected: of
	 * those that failed most often, the oldest.
	 * @return null if all candidates in the table were connected
	 */
	@Nullable Candidate add(PeerInfo info, long dueAt) {
		if (this.candidates.size() >= this.most) {
			Candidate weakest = this.candidates.values()
				.stream()
				.filter((candidate) -> candidate.phase() == Candidate.Phase.WAITING && !candidate.isProven())
				.max(Comparator.comparingInt(Candidate::failures))
				.orElse(null);
			if (weakest == null) {
				return null;
			}
			remove(weakest);
		}
		Candidate added = new Candidate(info, dueAt);
		this.candidates.put(Candidate.keyOf(info), added);
		return added;
	}

	void remove(Candidate candidate) {
		this.candidates.remove(candidate.key(), candidate);
	}

	/** Whether a peer is known, under its id or by its address. */
	boolean knows(PeerId peer) {
		return this.candidates.values().stream().anyMatch((candidate) -> peer.equals(candidate.peer()));
	}

	Collection<Candidate> all() {
		return List.copyOf(this.candidates.values());
	}

	/**
	 * The candidates to dial: first those with the fewest failures, and of those the
	 * newest.
	 */
	List<Candidate> due(long now) {
		List<Candidate> due = new ArrayList<>();
		for (Candidate candidate : this.candidates.values()) {
			if (candidate.phase() == Candidate.Phase.WAITING && candidate.isDue(now)) {
				due.add(0, candidate);
			}
		}
		due.sort(Comparator.comparingInt(Candidate::failures));
		return due;
	}

	void clear() {
		this.candidates.clear();
	}

	int size() {
		return this.candidates.size();
	}

}
