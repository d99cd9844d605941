package io.quictransport.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

import io.quictransport.benchmarks.subject.PemIdentity;
import io.quictransport.benchmarks.subject.Subject;

/**
 * One process of a comparison, which {@link AgentProcess} starts and talks to: lines in,
 * lines out. It ends when its input does, so that it never outlives its parent.
 */
public final class Agent {

	/** Begins the lines that are answers; other output is for people. */
	static final String ANSWER = "@";

	static final String SERVER = "server";

	static final String CLIENT = "client";

	private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

	private final PrintStream out;

	private Agent(PrintStream out) {
		this.out = out;
	}

	/**
	 * Starts the process.
	 * @param args {@code server <subject> <certificates>} or
	 * {@code client <subject> <certificates> <port> <workload>}
	 */
	public static void main(String[] args) {
		int status = 0;
		try {
			new Agent(System.out).run(args);
		}
		catch (Exception ex) {
			ex.printStackTrace();
			status = 1;
		}
		// A thread that a library has left must not keep the process.
		System.exit(status);
	}

	private void run(String... args) throws Exception {
		Subject subject = Subjects.named(args[1]);
		Path certificates = Path.of(args[2]);
		if (args[0].equals(SERVER)) {
			serve(subject, PemIdentity.of(certificates, PemIdentity.SERVER));
		}
		else {
			InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(),
					Integer.parseInt(args[3]));
			measure(Workloads.named(args[4]), subject, server, PemIdentity.of(certificates, PemIdentity.CLIENT));
		}
	}

	private void serve(Subject subject, PemIdentity identity) throws Exception {
		try (Subject.Listener listener = subject.listen(identity)) {
			answer(String.valueOf(listener.address().getPort()));
			while (this.in.readLine() != null) {
				answer("a server takes no commands");
			}
		}
	}

	private void measure(Workload workload, Subject subject, InetSocketAddress server, PemIdentity identity)
			throws Exception {
		try (Workload.Session session = workload.open(subject, server, identity)) {
			answer("ready");
			for (String millis = this.in.readLine(); millis != null; millis = this.in.readLine()) {
				answer(session.run(Duration.ofMillis(Long.parseLong(millis))).toLine());
			}
		}
	}

	private void answer(String text) throws IOException {
		this.out.println(ANSWER + text);
		if (this.out.checkError()) {
			throw new IOException("nobody reads the answers");
		}
	}

}
