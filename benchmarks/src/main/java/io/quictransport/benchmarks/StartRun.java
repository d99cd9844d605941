package io.quictransport.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.quictransport.benchmarks.Site.Role;

/**
 * Measures how long a client takes from the start of its JVM until it has connected: with
 * nothing prepared, with an archive of its classes, and with a cache of what the JVM
 * learned in an earlier run, where the JVM can make one.
 */
final class StartRun {

	static final List<String> SUBJECTS = List.of(Subjects.OURS, Subjects.RAW, Subjects.RSOCKET, Subjects.GRPC_UNARY,
			Subjects.ANNOTATED);

	private static final String WORKLOAD = "echo-64B-1-two-cpus";

	/** The first release of the JDK that caches what it has learned. */
	private static final int CACHES_SINCE = 25;

	private static final int START_SECONDS = 120;

	private final Path certificates;

	private final Launch launch;

	private final PrintStream out;

	private final Site site = new LocalSite(false);

	StartRun(Path certificates, Launch launch, PrintStream out) {
		this.certificates = certificates;
		this.launch = launch;
		this.out = out;
	}

	/**
	 * Starts clients in turn, and the listening side of each once.
	 * @param rounds how often each client starts
	 * @return a line for each subject and way to start it
	 */
	List<String> run(int rounds) throws IOException, InterruptedException {
		List<AgentProcess> servers = new ArrayList<>();
		List<Started> all = new ArrayList<>();
		Path archives = Files.createDirectory(this.certificates.resolve("archives"));
		try {
			for (String subject : SUBJECTS) {
				this.out.println("[start] " + subject + ": preparing");
				AgentProcess server = server(subject);
				servers.add(server);
				String port = server.answer(START_SECONDS);
				for (Way way : Way.possible()) {
					all.add(new Started(subject, way, port, archives.resolve(subject + "-" + way.words),
							new double[rounds]));
				}
			}
			for (Started started : all) {
				prepare(started);
			}
			for (int round = 0; round < rounds; round++) {
				for (Started started : all) {
					started.millis[round] = client(started, started.way.use(started.archive));
				}
				this.out.println("[start] round " + (round + 1) + " of " + rounds);
			}
		}
		finally {
			for (AgentProcess server : servers) {
				server.close();
			}
		}
		return all.stream().map(Started::line).toList();
	}

	private AgentProcess server(String subject) throws IOException {
		return AgentProcess.start(this.launch, subject, subject + "-start-server", List.of(), Agent.SERVER, subject,
				this.certificates.toString(), this.site.address(Role.SERVER).getHostAddress(), WORKLOAD);
	}

	private void prepare(Started started) throws IOException, InterruptedException {
		client(started, started.way.make(started.archive));
		if (started.way != Way.PLAIN && !Files.exists(started.archive)) {
			throw new IOException("the JVM has not written " + started.archive);
		}
	}

	/** Starts a client, waits until it has connected, and ends it. */
	private double client(Started started, List<String> jvm) throws IOException, InterruptedException {
		long begun = System.nanoTime();
		try (AgentProcess client = AgentProcess.start(this.launch.with(jvm), started.subject,
				started.subject + "-start-client", List.of(), Agent.CLIENT, started.subject,
				this.certificates.toString(), this.site.address(Role.CLIENT).getHostAddress(), WORKLOAD,
				this.site.address(Role.SERVER).getHostAddress(), started.port)) {
			client.answer(START_SECONDS);
			return (System.nanoTime() - begun) / 1e6;
		}
	}

	/**
	 * A client that is started again and again.
	 *
	 * @param subject the subject's name
	 * @param way how it starts
	 * @param port where its other side listens
	 * @param archive what is prepared for it
	 * @param millis how long each start took
	 */
	private record Started(String subject, Way way, String port, Path archive, double[] millis) {

		String line() {
			double[] sorted = this.millis.clone();
			Arrays.sort(sorted);
			return String.format(Locale.ROOT, "START %s %s %.0f ms until connected (%.0f to %.0f)", this.subject,
					this.way.words, Median.of(sorted), sorted[0], sorted[sorted.length - 1]);
		}

	}

	/**
	 * The ways to start.
	 */
	private enum Way {

		/** As the JVM comes, with its archive of the JDK's own classes. */
		PLAIN("plain") {
			@Override
			List<String> make(Path archive) {
				return List.of();
			}

			@Override
			List<String> use(Path archive) {
				return List.of();
			}
		},

		/** With an archive of the classes that were loaded (CDS). */
		CLASSES("class-archive") {
			@Override
			List<String> make(Path archive) {
				return List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
			}

			@Override
			List<String> use(Path archive) {
				return List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto");
			}
		},

		/** With classes, linkage and profiles of a run (JEP 483, 514, 515). */
		LEARNED("aot-cache") {
			@Override
			List<String> make(Path archive) {
				return List.of("-XX:AOTCacheOutput=" + archive);
			}

			@Override
			List<String> use(Path archive) {
				return List.of("-XX:AOTCache=" + archive);
			}
		};

		private final String words;

		Way(String words) {
			this.words = words;
		}

		static List<Way> possible() {
			return (Runtime.version().feature() >= CACHES_SINCE) ? List.of(PLAIN, CLASSES, LEARNED)
					: List.of(PLAIN, CLASSES);
		}

		/** The options of a run that prepares an archive. */
		abstract List<String> make(Path archive);

		/** The options of a run that uses it. */
		abstract List<String> use(Path archive);

	}

}
