package io.quictransport.benchmarks;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;

import com.sun.management.OperatingSystemMXBean;
import io.netty.channel.epoll.Epoll;

/**
 * Describes the machine that a comparison runs on.
 */
final class Machine {

	private static final Duration LOOK = Duration.ofSeconds(1);

	private static final double BUSY = 0.1;

	private Machine() {
	}

	static String describe() {
		return "Java " + Runtime.version() + ", " + System.getProperty("os.name") + " "
				+ System.getProperty("os.version") + " " + System.getProperty("os.arch") + ", "
				+ Runtime.getRuntime().availableProcessors() + " CPUs, " + (Epoll.isAvailable() ? "epoll" : "nio");
	}

	/**
	 * Looks whether something else uses the CPUs.
	 * @return a warning, empty if there is no need for one
	 */
	static String busy() throws InterruptedException {
		OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
		// The first call only begins the measurement.
		system.getCpuLoad();
		Thread.sleep(LOOK.toMillis());
		double load = system.getCpuLoad();
		return (load > BUSY) ? String.format(Locale.ROOT,
				"compare: others use %.0f %% of the CPUs, so trust no single figure", load * 100) : "";
	}

}
