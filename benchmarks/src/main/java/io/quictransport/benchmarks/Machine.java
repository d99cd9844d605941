package io.quictransport.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
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
				+ Runtime.getRuntime().availableProcessors() + " CPUs, " + (Epoll.isAvailable() ? "epoll" : "nio")
				+ tcp();
	}

	/** The congestion control of TCP, where the system tells it. */
	private static String tcp() {
		Path setting = Path.of("/proc/sys/net/ipv4/tcp_congestion_control");
		if (!Files.isReadable(setting)) {
			return "";
		}
		try {
			return ", TCP with " + Files.readString(setting).strip();
		}
		catch (IOException ex) {
			return ", TCP with a congestion control that cannot be read (" + ex.getMessage() + ")";
		}
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
