package io.quictransport.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Controls one {@link Agent} from the parent process.
 */
final class AgentProcess implements AutoCloseable {

	private static final String ENDED = "";

	private static final int END_SECONDS = 20;

	private static final int ANSWER_SECONDS = 20;

	/**
	 * Aeron opens what the JDK keeps closed. A client process may be a thousand nodes,
	 * each with the buffers of an event loop of its own.
	 */
	private static final List<String> JVM_OPTIONS = List.of("-Xmx1g", "-XX:MaxDirectMemorySize=4g",
			"--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED", "-Dio.netty.leakDetection.level=disabled");

	private final String name;

	private final Process process;

	private final BufferedWriter input;

	private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

	private AgentProcess(String name, Process process) {
		this.name = name;
		this.process = process;
		this.input = process.outputWriter();
		Thread reader = new Thread(this::read, name + "-output");
		reader.setDaemon(true);
		reader.start();
	}

	static AgentProcess start(Launch launch, String subject, String name, List<String> prefix, String... args)
			throws IOException {
		List<String> command = new ArrayList<>(prefix);
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(JVM_OPTIONS);
		command.addAll(launch.jvm());
		Path recordings = launch.recordings();
		if (recordings != null) {
			command.add("-Xlog:jfr+startup=off");
			command.add("-XX:StartFlightRecording:settings=profile,filename=" + recordings.resolve(name + ".jfr"));
		}
		command.addAll(List.of("-cp", launch.classPath(subject), Agent.class.getName()));
		command.addAll(List.of(args));
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		return new AgentProcess(name, process);
	}

	void tell(String line) throws IOException {
		this.input.write(line);
		this.input.newLine();
		this.input.flush();
	}

	String ask(String question) throws IOException, InterruptedException {
		tell(question);
		return answer(ANSWER_SECONDS);
	}

	long pid() {
		return this.process.pid();
	}

	String answer(long timeoutSeconds) throws IOException, InterruptedException {
		String answer = this.answers.poll(timeoutSeconds, TimeUnit.SECONDS);
		if (answer == null) {
			throw new IOException(this.name + " has not answered within " + timeoutSeconds + " s");
		}
		if (answer.equals(ENDED)) {
			throw new IOException(this.name + " has ended; what it said stands above");
		}
		return answer;
	}

	Duration cpuTime() {
		return this.process.info().totalCpuDuration().orElse(Duration.ZERO);
	}

	private void read() {
		try (BufferedReader output = this.process.inputReader()) {
			for (String line = output.readLine(); line != null; line = output.readLine()) {
				if (line.startsWith(Agent.ANSWER)) {
					this.answers.add(line.substring(Agent.ANSWER.length()));
				}
				else {
					System.err.println(this.name + ": " + line);
				}
			}
		}
		catch (IOException ex) {
			System.err.println(this.name + ": its output cannot be read: " + ex);
		}
		finally {
			this.answers.add(ENDED);
		}
	}

	/**
	 * Ends the process, gently at first.
	 */
	@Override
	public void close() throws InterruptedException {
		try {
			this.input.close();
		}
		catch (IOException ex) {
			System.err.println(this.name + ": has ended before its time: " + ex);
		}
		if (!this.process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
			System.err.println(this.name + ": does not end, is killed");
			this.process.destroyForcibly().waitFor();
		}
	}

}
