package io.quictransport.nodes;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.quictransport.PeerId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RendezvousTests {

	private static final PeerId A = new PeerId("node-a");

	private static final PeerId B = new PeerId("node-b");

	private static final PeerId C = new PeerId("node-c");

	private static final PeerId D = new PeerId("node-d");

	private static final List<String> KEYS = IntStream.range(0, 3000).mapToObj((i) -> "key-" + i).toList();

	@Test
	void theOrderOfTheMembersDoesNotMatter() {
		List<PeerId> members = List.of(A, B, C);
		List<PeerId> reversed = new ArrayList<>(members);
		Collections.reverse(reversed);
		assertThat(KEYS).allSatisfy(
				(key) -> assertThat(Rendezvous.ownerOf(key, members)).isEqualTo(Rendezvous.ownerOf(key, reversed)));
	}

	@Test
	void eachMemberOwnsItsShare() {
		Map<PeerId, Integer> shares = new HashMap<>();
		KEYS.forEach((key) -> shares.merge(Rendezvous.ownerOf(key, List.of(A, B, C)), 1, Integer::sum));
		assertThat(shares).containsOnlyKeys(A, B, C);
		assertThat(shares.values()).allSatisfy((share) -> assertThat(share).isBetween(850, 1150));
	}

	@Test
	void aNewMemberTakesItsKeysAndMovesNoOthers() {
		List<String> moved = KEYS.stream()
			.filter((key) -> !Rendezvous.ownerOf(key, List.of(A, B, C))
				.equals(Rendezvous.ownerOf(key, List.of(A, B, C, D))))
			.toList();
		assertThat(moved).hasSizeBetween(600, 900)
			.allSatisfy((key) -> assertThat(Rendezvous.ownerOf(key, List.of(A, B, C, D))).isEqualTo(D));
	}

	@Test
	void aKeyHasTheSameOwnerInEveryRelease() {
		assertThat(List.of("lunch", "weather", "greeting"))
			.extracting((key) -> Rendezvous.ownerOf(key, List.of(A, B, C)))
			.containsExactly(A, B, C);
	}

	@Test
	void aKeyNeedsAMember() {
		assertThatIllegalArgumentException().isThrownBy(() -> Rendezvous.ownerOf("greeting", List.of()));
	}

}
