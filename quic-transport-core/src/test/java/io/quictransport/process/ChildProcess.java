package io.quictransport.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.quictransport.PeerId;
import io.quictransport.support.TestNodes;

/**
 * Runs an {@link EchoProcess} in a separate JVM.
 */
public final class ChildProcess implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final String ENDED = "the process has ended";

	private final Process process;

	private final String address;

	private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

	private final Queue<String> output = new ConcurrentLinkedQueue<>();

	private ChildProcess(Process process) throws InterruptedException {
		this.process = process;
		Thread reader = new Thread(this::read, "child-output");
		reader.setDaemon(true);
		reader.start();
		this.address = answer(PATIENCE);
	}

	/**
	 * Starts a node.
	 * @param nodes whose certificates it trusts
	 * @param id its id
	 * @param directory where its certificate is put
	 * @param settings how it runs
	 */
	public static ChildProcess start(TestNodes nodes, PeerId id, Path directory, ChildSettings settings)
			throws IOException, InterruptedException {
		Path own = directory.resolve(id.value());
		if (!Files.exists(own)) {
			nodes.certificates.certificate(id.value()).writePem(own);
		}
		List<String> command = new ArrayList<>(settings.launcher());
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(settings.jvmOptions());
		command
			.addAll(List.of("-cp", System.getProperty("java.class.path"), EchoProcess.class.getName(), own.toString()));
		command.addAll(settings.arguments());
		return new ChildProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
	}

	private void read() {
		try (BufferedReader lines = this.process.inputReader(StandardCharsets.UTF_8)) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				if (line.startsWith(EchoProcess.ANSWER)) {
					this.answers.add(line.substring(EchoProcess.ANSWER.length()));
				}
				else {
					this.output.add(line);
				}
			}
		}
		catch (IOException ex) {
			this.output.add("its output cannot be read: " + ex);
		}
		this.answers.add(ENDED);
	}

	/** Where the node can be dialled. */
	public String address() {
		return this.address;
	}

	/** What the process has printed beside its answers: nothing, if all is well. */
	public List<String> output() {
		return List.copyOf(this.output);
	}

	void tell(String... command) throws IOException {
		Writer input = this.process.outputWriter(StandardCharsets.UTF_8);
		input.write(String.join(" ", command) + "\n");
		input.flush();
	}

	public String ask(String... command) throws IOException, InterruptedException {
		tell(command);
		return answer(PATIENCE);
	}

	String answer(Duration patience) throws InterruptedException {
		String answer = this.answers.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
		if (answer == null || answer.equals(ENDED)) {
			throw new AssertionError("no answer: " + ((answer != null) ? answer : "timeout") + " " + this.output);
		}
		return answer;
	}

	/** How much time of a processor it has used so far. */
	Duration cpuTime() {
		return cpuTime(this.process.toHandle());
	}

	static Duration cpuTime(ProcessHandle process) {
		return process.info().totalCpuDuration().orElseThrow();
	}

	/** Asks the process to end, and waits for it. */
	public int end() throws IOException, InterruptedException {
		this.process.getOutputStream().close();
		if (!this.process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
			throw new AssertionError("the process does not end: " + this.output);
		}
		return this.process.exitValue();
	}

	/** Kills the process without a warning, as {@code kill -9} does, and waits for it. */
	public void kill() throws InterruptedException {
		this.process.destroyForcibly().waitFor();
	}

	/** Sends the process a signal, such as STOP or CONT. */
	public void signal(String name) throws IOException, InterruptedException {
		int exit = new ProcessBuilder("kill", "-" + name, "" + this.process.pid()).inheritIO().start().waitFor();
		if (exit != 0) {
			throw new AssertionError("kill -" + name + " has failed: " + exit);
		}
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
