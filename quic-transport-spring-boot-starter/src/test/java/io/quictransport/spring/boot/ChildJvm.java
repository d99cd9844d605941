package io.quictransport.spring.boot;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.quictransport.testing.contract.Results;

/**
 * A JVM beside the test's own, with the test's class path or a part of it.
 */
final class ChildJvm {

	private static final Path JVMS = Path.of("/usr/lib/jvm");

	private ChildJvm() {
	}

	/** A JDK that has virtual threads: this one, or another of this machine. */
	static Optional<Path> withVirtualThreads() {
		if (Runtime.version().feature() >= 21) {
			return Optional.of(Path.of(System.getProperty("java.home")));
		}
		if (!Files.isDirectory(JVMS)) {
			return Optional.empty();
		}
		try (Stream<Path> homes = Files.list(JVMS)) {
			return homes.filter((home) -> feature(home) >= 21).findFirst();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static int feature(Path home) {
		try {
			return Files.readAllLines(home.resolve("release"))
				.stream()
				.filter((line) -> line.startsWith("JAVA_VERSION=\""))
				.map((line) -> line.substring(14).split("[.\"-]")[0])
				.mapToInt(Integer::parseInt)
				.findFirst()
				.orElse(0);
		}
		catch (IOException ex) {
			return 0;
		}
	}

	/**
	 * Runs a class to its end, with the Spring properties of this JVM.
	 * @param home the JDK
	 * @param classPath which entries of the test's class path it gets
	 * @param main the class
	 * @param args its arguments
	 * @return all that it has printed
	 */
	static String run(Path home, Predicate<String> classPath, Class<?> main, String... args)
			throws IOException, InterruptedException {
		String entries = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter(classPath)
			.collect(Collectors.joining(File.pathSeparator));
		List<String> command = new ArrayList<>(List.of(home.resolve("bin/java").toString(), "-XX:TieredStopAtLevel=1",
				"-XX:+UseSerialGC", "-Xmx256m", "-cp", entries));
		System.getProperties()
			.stringPropertyNames()
			.stream()
			.filter((name) -> name.startsWith("spring."))
			.forEach((name) -> command.add("-D" + name + "=" + System.getProperty(name)));
		command.add(main.getName());
		command.addAll(List.of(args));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		try {
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			if (!process.waitFor(Results.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
				throw new AssertionError("the process does not end: " + output);
			}
			return output;
		}
		finally {
			process.destroyForcibly();
		}
	}

}
