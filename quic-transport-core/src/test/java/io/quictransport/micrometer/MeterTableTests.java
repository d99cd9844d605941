package io.quictransport.micrometer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of docs/observability.md lists the meters, each with all that is said of it.
 */
class MeterTableTests {

	@Test
	void theTableListsEveryMeterWithItsTypeTagsUnitAndMeaning() throws IOException {
		try (TestNodes nodes = new TestNodes(); QuicTransport transport = nodes.make(nodes.options("node-a"))) {
			SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, new MockClock());
			new QuicTransportMetrics(transport).bindTo(registry);
			assertThat(documented()).isEqualTo(registered(registry));
		}
	}

	private static Map<String, List<String>> registered(SimpleMeterRegistry registry) {
		Map<String, List<String>> rows = new TreeMap<>();
		Map<String, Set<String>> tagValues = new TreeMap<>();
		for (Meter meter : registry.getMeters()) {
			Meter.Id id = meter.getId();
			id.getTags()
				.forEach((tag) -> tagValues.computeIfAbsent(id.getName() + " " + tag.getKey(), (key) -> new TreeSet<>())
					.add(tag.getValue()));
			String tags = id.getTags().isEmpty() ? "" : id.getTags().get(0).getKey();
			rows.put(id.getName(), List.of(typeOf(meter), tags, Objects.requireNonNullElse(id.getBaseUnit(), ""),
					String.valueOf(id.getDescription())));
		}
		assertThat(tagValues).containsEntry("quic.transport.packets direction", Set.of("received", "sent"));
		return rows;
	}

	private static String typeOf(Meter meter) {
		if (meter instanceof FunctionTimer) {
			return "timer";
		}
		return (meter instanceof FunctionCounter) ? "counter" : "gauge";
	}

	private static Map<String, List<String>> documented() throws IOException {
		Map<String, List<String>> rows = new TreeMap<>();
		List<String> lines = Files.readAllLines(Path.of("../docs/observability.md"))
			.stream()
			.takeWhile((line) -> !line.equals("### Meters of the starter"))
			.filter((line) -> line.startsWith("| `quic_transport_"))
			.toList();
		for (String line : lines) {
			List<String> cells = Arrays.stream(line.substring(2, line.length() - 2).split(" \\| ", -1))
				.map(String::strip)
				.toList();
			String tags = cells.get(3).startsWith("`") ? cells.get(3).split("`")[1] : "";
			rows.put(cells.get(1).replace("`", ""), List.of(cells.get(2), tags, cells.get(4), cells.get(5)));
		}
		return rows;
	}

}
