package io.quictransport.spring.boot.actuate;

import java.time.Instant;
import java.util.List;

import io.quictransport.ErrorCode;
import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.UnreachedPeer;
import org.jspecify.annotations.Nullable;

/**
 * Describes a peer or address that is wanted and not connected, as the endpoint shows it.
 *
 * @param id the peer's id, null where only addresses are known
 * @param addresses where it is dialled
 * @param source what wants it connected
 * @param since since when it is wanted and not connected
 * @param failures the rounds of dials that have failed since
 * @param code why the last one failed
 * @param reason what happened then
 * @param failedAt when that was
 * @param stopped whether it has announced that it stops
 */
record QuicUnreachedPeer(@Nullable String id, List<String> addresses, String source, Instant since, long failures,
		@Nullable String code, @Nullable String reason, @Nullable Instant failedAt, boolean stopped) {

	static QuicUnreachedPeer of(UnreachedPeer peer) {
		PeerId id = peer.id();
		ErrorCode code = peer.code();
		return new QuicUnreachedPeer((id != null) ? id.value() : null,
				peer.addresses().stream().map(NodeAddress::toString).toList(), peer.source(), peer.since(),
				peer.failures(), (code != null) ? code.name() : null, peer.reason(), peer.failedAt(), peer.stopped());
	}

}
