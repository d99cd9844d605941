package io.quictransport.spring.boot.actuate;

import java.time.Instant;

import io.quictransport.PeerSource;
import org.jspecify.annotations.Nullable;

/**
 * Describes a source that names peers, as the endpoint shows it.
 *
 * @param name the name of the source
 * @param state whether it answers
 * @param peers how many peers and addresses it names
 * @param since since when it is in use
 * @param answeredAt when it answered last
 * @param failures how many times in a row it has failed
 * @param reason why it failed last
 * @param failedAt when that was
 */
record QuicPeerSource(String name, String state, int peers, Instant since, @Nullable Instant answeredAt, long failures,
		@Nullable String reason, @Nullable Instant failedAt) {

	static QuicPeerSource of(PeerSource source) {
		return new QuicPeerSource(source.name(), source.state().name(), source.peers(), source.since(),
				source.answeredAt(), source.failures(), source.reason(), source.failedAt());
	}

}
