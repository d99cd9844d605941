package io.quictransport.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the alert rules of deploy/alerts.yaml.
 */
final class AlertRules {

	static final String FILE = "deploy/alerts.yaml";

	static final Path TESTS = Path.of("src/test/promtool/alerts.test.yaml");

	private AlertRules() {
	}

	/** A file of YAML as it is. */
	static JsonNode document(String file) throws IOException {
		Object yaml = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(Path.of(file)));
		return new JsonMapper().valueToTree(yaml);
	}

	static List<Alert> read() throws IOException {
		return children(document(FILE).path("groups")).flatMap((group) -> children(group.path("rules")))
			.map(Alert::new)
			.toList();
	}

	private static Stream<JsonNode> children(JsonNode node) {
		return StreamSupport.stream(node.spliterator(), false);
	}

	/**
	 * One alert.
	 *
	 * @param rule as it is in the file
	 */
	record Alert(JsonNode rule) {

		String name() {
			return text("alert");
		}

		String expression() {
			return text("expr");
		}

		String duration() {
			return text("for");
		}

		String severity() {
			return this.rule.path("labels").path("severity").asString("");
		}

		String annotation(String name) {
			return this.rule.path("annotations").path(name).asString("");
		}

		private String text(String field) {
			return this.rule.path(field).asString("");
		}

	}

}
