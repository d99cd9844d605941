package io.quictransport.spring.boot.actuate;

import java.time.Instant;

import io.quictransport.ConnectionEnd;
import io.quictransport.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * Describes a connection that was refused or has ended, as the endpoint shows it.
 *
 * @param at when it last happened
 * @param count how many times
 * @param established whether the connection was established
 * @param dialled whether this node has dialled it
 * @param expected whether that was planned
 * @param code why
 * @param reason what happened, and the remedy
 * @param peer the peer, null if it has not proven its id
 * @param address the other end
 * @param certificate the certificate that it has shown, trusted or not
 */
record QuicConnectionEnd(Instant at, long count, boolean established, boolean dialled, boolean expected, String code,
		String reason, @Nullable String peer, @Nullable String address,
		ConnectionEnd.@Nullable Certificate certificate) {

	static QuicConnectionEnd of(ConnectionEnd end) {
		PeerId peer = end.peer();
		return new QuicConnectionEnd(end.at(), end.count(), end.established(), end.dialled(), end.expected(),
				end.code().name(), end.reason(), (peer != null) ? peer.value() : null, end.address(),
				end.certificate());
	}

}
