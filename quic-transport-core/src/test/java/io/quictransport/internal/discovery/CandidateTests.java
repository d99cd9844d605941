package io.quictransport.internal.discovery;

import java.util.List;
import java.util.stream.IntStream;

import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which addresses of a peer are remembered when more are told than there is room for, by
 * whom they may.
 */
class CandidateTests {

	private static final Object MULTICAST = "multicast";

	private static final Object STATIC_LIST = "static list";

	private final Candidate candidate = new Candidate(PeerInfo.of(new PeerId("node-b"), "192.0.2.1:9000"), 0);

	@Test
	void forgedAnnouncementsDoNotDisplaceTheRightAddresses() {
		List<NodeAddress> right = addresses(1, 2);
		announced(right);
		for (int forged = 100; forged < 1_000; forged += 8) {
			announced(addresses(forged, 8));
			assertThat(remembered()).containsAll(right).hasSize(8);
		}
	}

	@Test
	void forgedAnnouncementsThatCameFirstLeaveRoomForTheRightAddresses() {
		announced(addresses(100, 8));
		announced(addresses(200, 8));
		List<NodeAddress> right = addresses(1, 4);
		announced(right);
		assertThat(remembered()).startsWith(right.toArray(NodeAddress[]::new)).hasSize(8);
	}

	@Test
	void whatIsListedIsNotDisplacedEither() {
		announced(addresses(100, 8));
		List<NodeAddress> listed = addresses(1, 4);
		this.candidate.seen(STATIC_LIST, listed, Candidate.ALWAYS, true);
		announced(addresses(200, 8));
		announced(addresses(300, 8));
		assertThat(remembered()).containsAll(listed).hasSize(8);
	}

	@Test
	void aListThatAloneKnowsThePeerReplacesWhatItSaidBefore() {
		this.candidate.seen(STATIC_LIST, addresses(1, 2), Candidate.ALWAYS, true);
		this.candidate.seen(STATIC_LIST, addresses(5, 1), Candidate.ALWAYS, true);
		assertThat(remembered()).isEqualTo(addresses(5, 1));
	}

	private void announced(List<NodeAddress> at) {
		this.candidate.seen(MULTICAST, at, Long.MAX_VALUE - 1, false);
	}

	private List<NodeAddress> remembered() {
		return this.candidate.info().addresses();
	}

	private static List<NodeAddress> addresses(int first, int count) {
		return IntStream.range(first, first + count).mapToObj((port) -> new NodeAddress("192.0.2.1", port)).toList();
	}

}
