package io.quictransport.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the Grafana dashboard of deploy/grafana.
 *
 * @param root the whole file
 */
record Dashboard(JsonNode root) {

	static Dashboard read() throws IOException {
		return new Dashboard(
				new JsonMapper().readTree(Files.readString(Path.of("deploy/grafana/quic-transport.json"))));
	}

	/** The queries of all panels, with values for the dashboard's variables. */
	List<String> queries() {
		return StreamSupport.stream(this.root.get("panels").spliterator(), false)
			.flatMap((panel) -> StreamSupport.stream(panel.path("targets").spliterator(), false))
			.map((target) -> target.get("expr").asString())
			.map((query) -> query.replace("$__rate_interval", "1m").replace("$job", "nodes").replace("$instance", ".*"))
			.toList();
	}

}
