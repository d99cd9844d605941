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

	/** As in the Dockerfile. */
	private static final String LABEL = "org.opencontainers.image.title=quic-transport-sample";

	private static final String NAME = "quic-transport-sample:test";

	private SampleImage() {
	}

	/** Builds the image with the jar as it was packaged, and removes what it replaces. */
	static String build() throws IOException, InterruptedException {
		if (succeeds(docker("image", "inspect", LOCAL_BASE))) {
			run(docker("build", "--tag", NAME, "--build-arg", "BASE_IMAGE=" + LOCAL_BASE, "."));
		}
		else {
			run(docker("build", "--tag", NAME, "."));
		}
		run(docker("image", "prune", "--force", "--filter", "label=" + LABEL));
		return NAME;
	}

	private static boolean succeeds(ProcessBuilder command) throws IOException, InterruptedException {
		return command.redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
	}

	private static void run(ProcessBuilder command) throws IOException, InterruptedException {
		Process process = command.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		if (process.waitFor() != 0) {
			throw new IllegalStateException(String.join(" ", command.command()) + " has failed:\n" + output);
		}
	}

	private static ProcessBuilder docker(String... arguments) {
		ProcessBuilder builder = new ProcessBuilder();
		builder.command().add("docker");
		builder.command().addAll(List.of(arguments));
		// Maven runs tests in the directory of their module, where the Dockerfile is.
		return builder.redirectErrorStream(true).directory(Path.of("").toAbsolutePath().toFile());
	}

}
