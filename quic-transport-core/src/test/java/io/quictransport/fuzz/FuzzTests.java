package io.quictransport.fuzz;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Has Jazzer look for inputs that break a target, guided by the code that they reach:
 * {@code ./mvnw test -pl quic-transport-core -Pfuzz}. What it finds stands in
 * {@code target/fuzz}: inputs that reach new code, and {@code crash-*}, to be put into
 * the corpus once the code is mended. {@code -Dfuzz.seconds} and {@code -Dfuzz.runs}
 * bound each target.
 */
@Tag("fuzz")
class FuzzTests {

	private static final String SECONDS = System.getProperty("fuzz.seconds", "600");

	private static final String RUNS = System.getProperty("fuzz.runs", "10000000");

	/** Looks at uses of Unsafe, and cannot read those of Netty's queues. */
	private static final String UNUSED_HOOKS = "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.UnsafeSanitizer";

	@ParameterizedTest
	@EnumSource
	void noInputBreaksTheTarget(FuzzTarget target) throws Exception {
		Path directory = Path.of("target/fuzz", target.corpus().getFileName().toString()).toAbsolutePath();
		Path found = Files.createDirectories(directory.resolve("corpus"));
		for (Map.Entry<String, byte[]> seed : target.seeds().entrySet()) {
			Files.write(found.resolve(seed.getKey()), seed.getValue());
		}
		Path report = directory.resolve("report.txt");
		Process jazzer = new ProcessBuilder(command(target, directory, found)).redirectErrorStream(true)
			.redirectOutput(report.toFile())
			.start();
		try {
			assertThat(jazzer.waitFor()).as("see %s", report).isZero();
		}
		finally {
			jazzer.destroyForcibly();
		}
	}

	private static List<String> command(FuzzTarget target, Path directory, Path found) {
		return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g", "-cp",
				System.getProperty("java.class.path"), "com.code_intelligence.jazzer.Jazzer",
				"--target_class=" + target.target().getName(), "--instrumentation_includes=io.quictransport.**",
				UNUSED_HOOKS, "--reproducer_path=" + directory, "-artifact_prefix=" + directory + "/",
				"-max_total_time=" + SECONDS, "-runs=" + RUNS, "-max_len=4096", "-print_final_stats=1",
				found.toString(), target.corpus().toAbsolutePath().toString());
	}

}
