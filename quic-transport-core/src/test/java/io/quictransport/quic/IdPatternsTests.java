package io.quictransport.quic;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.quictransport.PeerId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which ids the option allowedPeers admits, at what cost.
 */
class IdPatternsTests {

	@ParameterizedTest
	@CsvSource({ "node-a, node-a, true", "node-a, node-ab, false", "node-*, node-, true", "node-*, node-a, true",
			"node-*, mode-a, false", "*, anything, true", "*-a, node-a, true", "*-a, node-b, false", "a*a, a, false",
			"a*a, aa, true", "a*b*c, abc, true", "a*b*c, a-b-b-c, true", "a*b*c, a-c-b, false", "a*bc*c, abc, false",
			"a*bc*c, abcc, true", "*b*, abc, true", "*b*, ac, false", "a**c, abc, true", "a.c, abc, false",
			"*.example, x.example, true" })
	void anAsteriskStandsForAnyCharacters(String pattern, String id, boolean admitted) {
		assertThat(IdPatterns.of(List.of(pattern)).test(new PeerId(id))).isEqualTo(admitted);
	}

	@Test
	void anyPatternMayMatchAndNoneAdmitsAll() {
		assertThat(IdPatterns.of(List.of("a", "b*")).test(new PeerId("bc"))).isTrue();
		assertThat(IdPatterns.of(List.of("a", "b*")).test(new PeerId("c"))).isFalse();
		assertThat(IdPatterns.of(List.of()).test(new PeerId("c"))).isTrue();
	}

	/** A match that tries all ways to divide the id takes longer than anybody waits. */
	@Test
	@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void anIdThatNearlyMatchesManyAsterisksCostsNoMoreThanAnother() {
		String id = "a" + "-".repeat(PeerId.MAX_LENGTH - 2) + "b";
		assertThat(IdPatterns.of(List.of("a" + "*-".repeat(40) + "*x*b")).test(new PeerId(id))).isFalse();
	}

}
