package io.quictransport;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RunningHandlersTests {

	@Test
	void ofManyPathsTheBusiestAreTold() {
		Map<String, Integer> byPath = new HashMap<>();
		for (int i = 1; i <= 1000; i++) {
			byPath.put("orders." + i, i);
		}
		RunningHandlers handlers = new RunningHandlers(500_500, byPath);
		assertThat(handlers.byPath()).hasSize(RunningHandlers.MOST_PATHS).containsValue(1000);
		assertThat(List.copyOf(handlers.byPath().values())).isSortedAccordingTo(Comparator.reverseOrder());
	}

}
