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
import java.util.List;

import io.quictransport.benchmarks.ours.MeshNodes;
import io.quictransport.benchmarks.subject.PemIdentity;
import io.quictransport.benchmarks.subject.Setup;
import io.quictransport.benchmarks.subject.Subject;

/**
 * Runs one process of a comparison, which {@link AgentProcess} starts and controls:
 * commands come in as lines, results go out as lines. It ends when its input ends, so it
 * never outlives its parent.
 */
public final class Agent {

	/** Begins the lines that are answers; other output is for people. */
	static final String ANSWER = "@";

	static final String SERVER = "server";

	static final String CLIENT = "client";

	static final String MESH = "mesh";

	/** Stands before the nodes of a mesh that are to be dialled. */
	static final String DIAL = "dial ";

	/** Stands before the length of a window that is not measured. */
	static final String WARM_UP = "warm-up ";

	/** Asks how many bytes the threads have allocated. */
	static final String ALLOCATED = "allocated";

	/** Asks how many bytes of the process are in memory, once garbage is collected. */
	static final String RESIDENT = "resident";

	/** Asks how many bytes of the heap are in use, once garbage is collected. */
	static final String HEAP = "heap";

	private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

	private final PrintStream out;

	private Agent(PrintStream out) {
		this.out = out;
	}

	/**
	 * Starts the process.
	 * @param args {@code server <subject> <certificates> <local address> <workload>} or
	 * {@code client <subject> <certificates> <local address> <workload> <server address>
	 * <port>} or {@code mesh <subject> <certificates> <local address> <first> <count>}
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
		if (args[0].equals(MESH)) {
			Setup setup = new Setup(InetAddress.getByName(args[3]), Path.of(args[2]), PemIdentity.CLIENT, true);
			mesh(setup, Integer.parseInt(args[4]), Integer.parseInt(args[5]));
			return;
		}
		Subject subject = Subjects.named(args[1]);
		Workload workload = Workloads.named(args[4]);
		String node = args[0].equals(SERVER) ? PemIdentity.SERVER : PemIdentity.CLIENT;
		Setup setup = new Setup(InetAddress.getByName(args[3]), Path.of(args[2]), node, workload.executor());
		if (args[0].equals(SERVER)) {
			serve(subject, setup);
		}
		else {
			measure(workload, subject, new InetSocketAddress(args[5], Integer.parseInt(args[6])), setup);
		}
	}

	private void serve(Subject subject, Setup setup) throws Exception {
		try (Subject.Listener listener = subject.listen(setup)) {
			answer(String.valueOf(listener.address().getPort()));
			for (String line = this.in.readLine(); line != null; line = this.in.readLine()) {
				answer(ofProcess(line));
			}
		}
	}

	private void mesh(Setup setup, int first, int count) throws Exception {
		try (MeshNodes nodes = new MeshNodes(setup, first, count)) {
			answer(String.join(" ", nodes.peers()));
			for (String line = this.in.readLine(); line != null; line = this.in.readLine()) {
				nodes.dial(List.of(line.substring(DIAL.length()).split(" ")));
				answer(nodes.completed() + " " + nodes.failed());
			}
		}
	}

	private void measure(Workload workload, Subject subject, InetSocketAddress server, Setup setup) throws Exception {
		try (Workload.Session session = workload.open(subject, server, setup)) {
			answer("ready");
			for (String line = this.in.readLine(); line != null; line = this.in.readLine()) {
				answer(answerOf(session, line));
			}
		}
	}

	private static String answerOf(Workload.Session session, String line) throws Exception {
		if (line.startsWith(WARM_UP)) {
			return session.warmUp(Duration.ofMillis(Long.parseLong(line.substring(WARM_UP.length())))).toLine();
		}
		return Character.isDigit(line.charAt(0)) ? session.run(Duration.ofMillis(Long.parseLong(line))).toLine()
				: ofProcess(line);
	}

	private static String ofProcess(String question) throws IOException {
		return switch (question) {
			case ALLOCATED -> String.valueOf(ProcessMemory.allocatedBytes());
			case RESIDENT -> String.valueOf(ProcessMemory.residentBytes());
			case HEAP -> String.valueOf(ProcessMemory.heapBytes());
			default -> throw new IllegalArgumentException("there is no answer to " + question);
		};
	}

	private void answer(String text) throws IOException {
		this.out.println(ANSWER + text);
		if (this.out.checkError()) {
			throw new IOException("nobody reads the answers");
		}
	}

}
