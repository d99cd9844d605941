package io.quictransport;

import java.time.Instant;

import io.quictransport.internal.text.ForeignText;
import org.jspecify.annotations.Nullable;

/**
 * Holds what is told of a peer beside its traffic.
 *
 * @param connectedSince since when it is connected, over all connections that have
 * replaced one another; null if it is not
 * @param lastErrorCode the code of its last failure, null if there is none
 * @param lastErrorAt when that happened, null likewise
 * @param software what it says that it runs, such as {@code quic-transport/1.0.0}; null
 * if it is not known or the peer does not say
 */
public record PeerDetails(@Nullable Instant connectedSince, @Nullable ErrorCode lastErrorCode,
		@Nullable Instant lastErrorAt, @Nullable String software) {

	/** Nothing is known. */
	public static final PeerDetails NONE = new PeerDetails(null, null, null, null);

	/**
	 * Makes the text a single line.
	 * @param connectedSince see {@link #connectedSince()}
	 * @param lastErrorCode see {@link #lastErrorCode()}
	 * @param lastErrorAt see {@link #lastErrorAt()}
	 * @param software see {@link #software()}
	 */
	public PeerDetails {
		software = (software != null) ? ForeignText.line(software) : null;
	}

}
