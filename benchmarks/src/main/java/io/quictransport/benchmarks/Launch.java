package io.quictransport.benchmarks;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Defines how the processes of the subjects are started.
 *
 * @param recordings where to put a flight recording of each process, or null for none
 * @param before the jar of an earlier transport, which {@link Subjects#BEFORE} runs, or
 * null if there is none
 * @param jvm further options of the JVM
 */
record Launch(@Nullable Path recordings, @Nullable Path before, List<String> jvm) {

	/** Without recordings, and with today's transport only. */
	static final Launch PLAIN = new Launch(null, null, List.of());

	private static final String CORE = "quic-transport-core-";

	Launch with(List<String> options) {
		return new Launch(this.recordings, this.before, options);
	}

	/**
	 * The class path of a subject.
	 * @param subject its name
	 * @return the class path of this process, with the earlier transport in place of
	 * today's for the subject that is one
	 */
	String classPath(String subject) {
		String own = System.getProperty("java.class.path");
		if (!subject.equals(Subjects.BEFORE)) {
			return own;
		}
		if (this.before == null) {
			throw new IllegalArgumentException(
					"the subject " + Subjects.BEFORE + " needs the jar of an earlier transport: give option --before");
		}
		return Arrays.stream(own.split(File.pathSeparator))
			.map((entry) -> Path.of(entry).getFileName().toString().startsWith(CORE) ? this.before.toString() : entry)
			.collect(Collectors.joining(File.pathSeparator));
	}

}
