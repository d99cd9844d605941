package io.quictransport;

import java.time.Duration;
import java.time.Instant;

import io.quictransport.internal.text.ForeignText;
import org.jspecify.annotations.Nullable;

/**
 * Describes a source that names peers to this node, such as a name in the DNS or a
 * service in a registry, and whether it answers.
 *
 * @param name the name of the source, such as {@code dns nodes.svc}
 * @param state whether it answers
 * @param peers how many peers and addresses it names now, without this node itself where
 * the source states the id
 * @param since since when it has been in use
 * @param answeredAt when it answered last, if only with an empty list, null if it never
 * has since then
 * @param failures how many times in a row it has failed to answer
 * @param reason why it failed last, null if it has not since its last answer
 * @param failedAt when that was, null likewise
 */
public record PeerSource(String name, State state, int peers, Instant since, @Nullable Instant answeredAt,
		long failures, @Nullable String reason, @Nullable Instant failedAt) {

	/**
	 * How long a source that says nothing is waited for: after this time it is logged,
	 * and a node that knows nobody counts as fit although the source has not answered.
	 */
	public static final Duration FIRST_ANSWER = Duration.ofSeconds(30);

	/**
	 * Makes the texts single lines.
	 * @param name see {@link #name()}
	 * @param state see {@link #state()}
	 * @param peers see {@link #peers()}
	 * @param since see {@link #since()}
	 * @param answeredAt see {@link #answeredAt()}
	 * @param failures see {@link #failures()}
	 * @param reason see {@link #reason()}
	 * @param failedAt see {@link #failedAt()}
	 */
	public PeerSource {
		name = ForeignText.line(name);
		reason = (reason != null) ? ForeignText.line(reason) : null;
	}

	/** Defines whether a source answers. */
	public enum State {

		/** It has neither answered nor failed yet. */
		WAITING,

		/** It has last answered. */
		ANSWERING,

		/** It has last failed, or given an answer that names no peer at all. */
		FAILING

	}

}
