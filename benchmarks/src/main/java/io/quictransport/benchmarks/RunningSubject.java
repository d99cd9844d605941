package io.quictransport.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.quictransport.benchmarks.Site.Role;

/**
 * Holds the server and client process of one subject, ready to run one workload.
 */
final class RunningSubject implements AutoCloseable {

	/** A thousand nodes start in one process. */
	private static final int START_SECONDS = 180;

	/** How long after its end a window may still be without a result. */
	private static final int RESULT_SECONDS = 30;

	private static final Duration WARM_UP_WINDOW = Duration.ofSeconds(1);

	/** Runs before each round: what has idled while others ran is cold. */
	private static final Duration LEAD_IN = Duration.ofMillis(200);

	private final String name;

	private final Site site;

	private final int stretch;

	private final AgentProcess server;

	private final AgentProcess client;

	private final List<Round> rounds = new ArrayList<>();

	private RunningSubject(String name, Site site, int stretch, AgentProcess server, AgentProcess client) {
		this.name = name;
		this.site = site;
		this.stretch = stretch;
		this.server = server;
		this.client = client;
	}

	static RunningSubject start(String subject, Workload workload, Site site, Path certificates, Launch launch)
			throws IOException, InterruptedException {
		String name = subject + "-" + workload.name();
		AgentProcess server = AgentProcess.start(launch, subject, name + "-server", site.prefix(Role.SERVER),
				Agent.SERVER, subject, certificates.toString(), site.address(Role.SERVER).getHostAddress(),
				workload.name());
		try {
			String port = server.answer(START_SECONDS);
			AgentProcess client = AgentProcess.start(launch, subject, name + "-client", site.prefix(Role.CLIENT),
					Agent.CLIENT, subject, certificates.toString(), site.address(Role.CLIENT).getHostAddress(),
					workload.name(), site.address(Role.SERVER).getHostAddress(), port);
			try {
				client.answer(START_SECONDS);
				return new RunningSubject(subject, site, workload.place().stretch(), server, client);
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

	String name() {
		return this.name;
	}

	List<Round> rounds() {
		return this.rounds;
	}

	/**
	 * Runs until the rate is steady: how long that takes depends on the machine and on
	 * what else it does. Then the processes take their places.
	 * @param atMost the largest number of windows to run
	 * @return how many were run
	 */
	int warmUp(int atMost) throws IOException, InterruptedException {
		WarmUp warmUp = new WarmUp(atMost);
		while (!warmUp.isOver()) {
			warmUp.add(measure(Agent.WARM_UP, WARM_UP_WINDOW).perSecond());
		}
		this.site.settle(this.server.pid());
		this.site.settle(this.client.pid());
		return warmUp.windows();
	}

	/**
	 * Runs once, and adds what was reached to {@link #rounds()}.
	 * @param length how long
	 * @return what was reached
	 */
	Round run(Duration length) throws IOException, InterruptedException {
		measure("", LEAD_IN);
		Spent client = Spent.by(this.client);
		Spent server = Spent.by(this.server);
		Measurement reached = measure("", length.multipliedBy(this.stretch));
		Round round = new Round(reached, Spent.by(this.client).since(client, reached.calls()),
				Spent.by(this.server).since(server, reached.calls()));
		this.rounds.add(round);
		return round;
	}

	/** Runs for once, however long that takes. */
	long runOnce() throws IOException, InterruptedException {
		this.client.tell("0");
		return Measurement.parse(this.client.answer(START_SECONDS * 2)).calls();
	}

	long askServer(String question) throws IOException, InterruptedException {
		return Long.parseLong(this.server.ask(question));
	}

	/** The processor time that both processes have used so far. */
	Duration cpu() {
		return this.client.cpuTime().plus(this.server.cpuTime());
	}

	Duration serverCpu() {
		return this.server.cpuTime();
	}

	private Measurement measure(String how, Duration length) throws IOException, InterruptedException {
		this.client.tell(how + length.toMillis());
		return Measurement.parse(this.client.answer(length.toSeconds() + RESULT_SECONDS));
	}

	@Override
	public void close() throws InterruptedException {
		this.client.close();
		this.server.close();
	}

}
