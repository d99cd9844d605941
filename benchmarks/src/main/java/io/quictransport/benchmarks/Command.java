package io.quictransport.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Runs a command of the system to its end.
 */
final class Command {

	private Command() {
	}

	/**
	 * Runs a command.
	 * @param words its words
	 * @throws IOException if it is not there or fails; the message is what it says
	 */
	static void run(String... words) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
		process.getOutputStream().close();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		int status = process.waitFor();
		if (status != 0) {
			throw new IOException(String.join(" ", words) + " ended with " + status + ": " + output.strip());
		}
	}

}
