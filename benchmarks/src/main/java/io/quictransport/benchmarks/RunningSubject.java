package io.quictransport.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * One subject's server and client process, ready to run one workload.
 */
final class RunningSubject implements AutoCloseable {

	private static final int START_SECONDS = 30;

	/** How long after its end a window may still be without a result. */
	private static final int RESULT_SECONDS = 30;

	private static final Duration WARM_UP_WINDOW = Duration.ofSeconds(1);

	/** A window in which the compilers worked less than this is calm. */
	private static final long CALM_COMPILER_MILLIS = 50;

	private static final int CALM_WINDOWS = 2;

	private final AgentProcess server;

	private final AgentProcess client;

	private RunningSubject(AgentProcess server, AgentProcess client) {
		this.server = server;
		this.client = client;
	}

	static RunningSubject start(String subject, String workload, Path certificates, @Nullable Path recordings)
			throws IOException, InterruptedException {
		String name = subject + "-" + workload;
		AgentProcess server = AgentProcess.start(name + "-server", recordings, Agent.SERVER, subject,
				certificates.toString());
		try {
			String port = server.answer(START_SECONDS);
			AgentProcess client = AgentProcess.start(name + "-client", recordings, Agent.CLIENT, subject,
					certificates.toString(), port, workload);
			try {
				client.answer(START_SECONDS);
				return new RunningSubject(server, client);
			}
			catch (IOException | InterruptedException ex) {
				client.close();
				throw ex;
			}
		}
		catch (IOException | InterruptedException ex) {
			server.close();
			throw ex;
		}
	}

	/**
	 * Runs until the compilers have little left to do: how long that takes depends on the
	 * machine and on what else it does.
	 * @param atMost the largest number of windows to run
	 */
	void warmUp(int atMost) throws IOException, InterruptedException {
		int calm = 0;
		for (int window = 0; window < atMost && calm < CALM_WINDOWS; window++) {
			boolean compiling = measure(WARM_UP_WINDOW).compilerMillis() > CALM_COMPILER_MILLIS;
			calm = compiling ? 0 : calm + 1;
		}
	}

	/**
	 * Runs once.
	 * @param length how long
	 */
	Round run(Duration length) throws IOException, InterruptedException {
		Duration clientCpu = this.client.cpuTime();
		Duration serverCpu = this.server.cpuTime();
		Measurement reached = measure(length);
		return new Round(reached, microsPerCall(this.client.cpuTime().minus(clientCpu), reached),
				microsPerCall(this.server.cpuTime().minus(serverCpu), reached));
	}

	private static double microsPerCall(Duration cpu, Measurement reached) {
		return cpu.toNanos() / 1e3 / reached.calls();
	}

	private Measurement measure(Duration length) throws IOException, InterruptedException {
		this.client.tell(String.valueOf(length.toMillis()));
		return Measurement.parse(this.client.answer(length.toSeconds() + RESULT_SECONDS));
	}

	@Override
	public void close() throws InterruptedException {
		this.client.close();
		this.server.close();
	}

}
