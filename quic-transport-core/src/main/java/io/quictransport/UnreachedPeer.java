package io.quictransport;

import java.time.Instant;
import java.util.List;

import io.quictransport.internal.text.ForeignText;
import org.jspecify.annotations.Nullable;

/**
 * Describes a peer that is wanted and not connected, or an address at which discovery or
 * the application expects a peer and where none was reached.
 *
 * @param id the peer's id, null if only addresses are known
 * @param addresses where it is dialled
 * @param source what wants it connected: {@code application}, or the name of the provider
 * that has found it
 * @param since since when it is wanted and not connected
 * @param failures how many rounds of dials have failed since
 * @param code why the last round has failed, null if none has yet
 * @param reason what happened then, and the remedy, null likewise
 * @param failedAt when the last round failed, null likewise
 * @param stopped whether the peer has announced that it stops, so that its absence is
 * expected
 */
public record UnreachedPeer(@Nullable PeerId id, List<NodeAddress> addresses, String source, Instant since,
		long failures, @Nullable ErrorCode code, @Nullable String reason, @Nullable Instant failedAt, boolean stopped) {

	/**
	 * Copies the list and makes the texts single lines.
	 * @param id see {@link #id()}
	 * @param addresses see {@link #addresses()}
	 * @param source see {@link #source()}
	 * @param since see {@link #since()}
	 * @param failures see {@link #failures()}
	 * @param code see {@link #code()}
	 * @param reason see {@link #reason()}
	 * @param failedAt see {@link #failedAt()}
	 * @param stopped see {@link #stopped()}
	 */
	public UnreachedPeer {
		addresses = List.copyOf(addresses);
		source = ForeignText.line(source);
		reason = (reason != null) ? ForeignText.line(reason) : null;
	}

}
