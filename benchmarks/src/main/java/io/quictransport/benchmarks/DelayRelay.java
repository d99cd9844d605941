package io.quictransport.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Runs the program that carries packets between two TUN devices with a delay
 * ({@code delay-relay.py}). It is written in Python because Java cannot make such a
 * device.
 */
final class DelayRelay implements AutoCloseable {

	private static final String PROGRAM = "delay-relay.py";

	private final Process process;

	private final Path program;

	private DelayRelay(Process process, Path program) {
		this.process = process;
		this.program = program;
	}

	static DelayRelay start(String one, String other, int delayMillis) throws IOException {
		Path program = Files.createTempFile("delay-relay", ".py");
		try (InputStream resource = DelayRelay.class.getResourceAsStream("/" + PROGRAM)) {
			if (resource == null) {
				throw new IOException(PROGRAM + " is not on the class path");
			}
			Files.copy(resource, program, StandardCopyOption.REPLACE_EXISTING);
		}
		Process process = new ProcessBuilder("python3", program.toString(), one, other, String.valueOf(delayMillis))
			.redirectErrorStream(true)
			.start();
		DelayRelay relay = new DelayRelay(process, program);
		String line = new BufferedReader(process.inputReader(StandardCharsets.UTF_8)).readLine();
		if (!"ready".equals(line)) {
			relay.close();
			throw new IOException("the delay relay does not start: " + line);
		}
		return relay;
	}

	/**
	 * Ends the program; the devices go with it.
	 */
	@Override
	public void close() {
		this.process.destroy();
		this.program.toFile().deleteOnExit();
	}

}
