package io.quictransport.scenario.discovery;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A dnsmasq on a free port of loopback, started and stopped by the test.
 */
final class NameServer implements AutoCloseable {

	private final Path hosts;

	private final Path configuration;

	private final Path output;

	private final int port;

	private @Nullable Process process;

	NameServer(Path directory) throws Exception {
		this.hosts = Files.createFile(directory.resolve("hosts"));
		this.configuration = Files.createFile(directory.resolve("dnsmasq.conf"));
		this.output = directory.resolve("dnsmasq.log");
		try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
			this.port = free.getLocalPort();
		}
		start();
	}

	InetSocketAddress address() {
		return new InetSocketAddress("127.0.0.1", this.port);
	}

	/** Serves other records: dnsmasq reads its configuration only when it starts. */
	void serve(String... lines) throws Exception {
		Files.write(this.configuration, List.of(lines));
		close();
		start();
	}

	/** Serves other addresses, which dnsmasq reads anew on SIGHUP. */
	void hosts(String... lines) throws Exception {
		Files.write(this.hosts, List.of(lines));
		Process running = this.process;
		if (running != null && new ProcessBuilder("kill", "-HUP", "" + running.pid()).start().waitFor() != 0) {
			throw new AssertionError("dnsmasq cannot be told: " + Files.readString(this.output));
		}
	}

	private void start() throws IOException {
		this.process = new ProcessBuilder("/usr/sbin/dnsmasq", "--keep-in-foreground", "--no-resolv", "--no-hosts",
				"--listen-address=127.0.0.1", "--bind-interfaces", "--user=", "--group=", "--pid-file",
				"--local=/nodes.test/", "--local-ttl=1", "--port=" + this.port, "--addn-hosts=" + this.hosts,
				"--conf-file=" + this.configuration, "--log-facility=-")
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(this.output.toFile()))
			.start();
	}

	@Override
	public void close() throws Exception {
		Process running = this.process;
		if (running != null) {
			this.process = null;
			running.destroy();
			if (!running.waitFor(5, TimeUnit.SECONDS)) {
				running.destroyForcibly().waitFor();
			}
		}
	}

}
