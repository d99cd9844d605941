package io.quictransport.process;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A node that is started with too little direct memory says so, and nothing else.
 */
class LittleMemoryTests {

	@ParameterizedTest
	@ValueSource(strings = { "32k", "128k", "256k" })
	void aStartThatFailsForWantOfMemorySaysSo(String memory) throws Exception {
		String output = run(memory);
		assertThat(output.lines()).filteredOn((line) -> line.startsWith(LittleMemoryProcess.FAILED))
			.singleElement()
			.asString()
			.contains("-XX:MaxDirectMemorySize")
			.doesNotContain("issue another");
	}

	private static String run(String memory) throws Exception {
		List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m", "-XX:MaxDirectMemorySize=" + memory, "-cp",
				System.getProperty("java.class.path"), LittleMemoryProcess.class.getName());
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		return output;
	}

}
