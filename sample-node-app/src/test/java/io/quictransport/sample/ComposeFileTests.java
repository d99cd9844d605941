package io.quictransport.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * deploy/compose.yaml fits the files that it mounts and what they name.
 */
class ComposeFileTests {

	private static final Path DIRECTORY = Path.of("deploy");

	private final Map<String, Map<String, Object>> services = services();

	ComposeFileTests() throws IOException {
	}

	@Test
	void everyMountedFileIsThere() {
		assertThat(this.services.values().stream().flatMap(ComposeFileTests::volumes))
			.filteredOn((volume) -> volume.startsWith("."))
			.hasSizeGreaterThan(4)
			.allSatisfy((volume) -> assertThat(DIRECTORY.resolve(volume.split(":")[0])).isRegularFile());
	}

	@Test
	void prometheusScrapesEveryNodeAndReadsTheRules() throws IOException {
		List<String> nodes = this.services.keySet().stream().filter((name) -> name.startsWith("node-")).toList();
		assertThat(nodes).hasSize(3);
		Map<String, Object> configuration = yaml(DIRECTORY.resolve("prometheus.yaml"));
		assertThat(part(configuration, "scrape_configs").toString())
			.contains(nodes.stream().map((node) -> node + ":8080").toList());
		assertThat(configuration).containsEntry("rule_files", List.of("alerts.yaml"));
		assertThat(volumes(part(this.services, "prometheus"))).contains(
				"./prometheus.yaml:/etc/prometheus/prometheus.yml:ro", "./alerts.yaml:/etc/prometheus/alerts.yaml:ro");
	}

	@Test
	void grafanaFindsPrometheusAndTheDashboard() throws IOException {
		assertThat(part(yaml(DIRECTORY.resolve("grafana/datasource.yaml")), "datasources").toString())
			.contains("url=http://prometheus:9090");
		assertThat(part(part(this.services, "prometheus"), "ports")).isEqualTo(List.of("127.0.0.1:9090:9090"));
		String path = "/var/lib/grafana/dashboards";
		assertThat(part(yaml(DIRECTORY.resolve("grafana/dashboards.yaml")), "providers").toString())
			.contains("path=" + path);
		assertThat(volumes(part(this.services, "grafana")))
			.contains("./grafana/quic-transport.json:" + path + "/quic-transport.json:ro");
		assertThat(Files.readString(DIRECTORY.resolve("compose.yaml")))
			.contains("http://localhost:3000/d/" + Dashboard.read().root().get("uid").asString());
	}

	private static Stream<String> volumes(Map<String, Object> service) {
		return Stream.ofNullable((List<?>) service.get("volumes")).flatMap(List::stream).map(String::valueOf);
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Map<String, Object>> services() throws IOException {
		return (Map<String, Map<String, Object>>) part(yaml(DIRECTORY.resolve("compose.yaml")), "services");
	}

	private static <T> T part(Map<String, T> whole, String name) {
		return Objects.requireNonNull(whole.get(name), () -> "there is no " + name);
	}

	private static Map<String, Object> yaml(Path file) throws IOException {
		return new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
	}

}
