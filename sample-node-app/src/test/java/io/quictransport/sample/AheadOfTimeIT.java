package io.quictransport.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.quictransport.testing.contract.Results;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The sample as the build has processed it ahead of time, without what only a native
 * image adds.
 */
class AheadOfTimeIT {

	@Test
	void aNodeThatWasProcessedAheadOfTimeTalksToOneThatWasNot(@TempDir Path directory) throws Exception {
		try (SampleNodes nodes = new SampleNodes(directory, "node-a", "node-b")) {
			Path log = directory.resolve("node-a.log");
			Process processed = nodes.startProcess("node-a", log, Map.of());
			try {
				nodes.start("node-b");
				await().atMost(Results.PATIENCE)
					.untilAsserted(() -> assertThat(nodes.get("node-b", "/cluster").body()).as(() -> read(log))
						.contains("\"id\":\"node-a\",\"state\":\"RUNNING\""));
				assertThat(read(log)).contains("Starting AOT-processed SampleNodeApplication");
			}
			finally {
				processed.destroy();
				if (!processed.waitFor(Results.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
					processed.destroyForcibly();
				}
			}
		}
	}

	private static String read(Path log) {
		try {
			return Files.readString(log, StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

}
