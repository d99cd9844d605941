package io.quictransport.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The image of the sample, built from its Dockerfile with the commands that users have.
 */
final class SampleImage {

	/** Made by .ci/parts/20-docker, for machines that cannot pull images. */
	private static final String LOCAL_BASE = "quic-transport-base:17";

	private static final String NAME = "quic-transport-sample:test";

	private SampleImage() {
	}

	/** Builds the image with the jar as it was packaged. */
	static String build() throws IOException, InterruptedException {
		ProcessBuilder build = docker("build", "--tag", NAME, ".");
		if (docker("image", "inspect", LOCAL_BASE).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start()
			.waitFor() == 0) {
			build.command().addAll(2, List.of("--build-arg", "BASE_IMAGE=" + LOCAL_BASE));
		}
		Process process = build.redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		if (process.waitFor() != 0) {
			throw new IllegalStateException(String.join(" ", build.command()) + " has failed:\n" + output);
		}
		return NAME;
	}

	private static ProcessBuilder docker(String... arguments) {
		ProcessBuilder builder = new ProcessBuilder();
		builder.command().add("docker");
		builder.command().addAll(List.of(arguments));
		// Maven runs tests in the directory of their module, where the Dockerfile is.
		return builder.directory(Path.of("").toAbsolutePath().toFile());
	}

}
