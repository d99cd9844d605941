package io.quictransport;

import java.time.Instant;

import io.quictransport.internal.text.ForeignText;
import org.jspecify.annotations.Nullable;

/**
 * Describes a failure concerning a peer.
 *
 * @param reason what happened, a single line
 * @param code its code, null where a transport does not tell
 * @param at when it happened, null likewise
 */
public record PeerFailure(String reason, @Nullable ErrorCode code, @Nullable Instant at) {

	/**
	 * Makes the text a single line.
	 * @param reason see {@link #reason()}
	 * @param code see {@link #code()}
	 * @param at see {@link #at()}
	 */
	public PeerFailure {
		reason = ForeignText.line(reason);
	}

}
