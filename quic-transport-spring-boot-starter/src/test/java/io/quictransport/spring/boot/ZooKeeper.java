package io.quictransport.spring.boot;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;

import io.quictransport.testing.FreePorts;
import io.quictransport.testing.contract.Results;

import static org.awaitility.Awaitility.await;

/**
 * The ZooKeeper server of Debian's package on a free port of loopback.
 */
final class ZooKeeper implements AutoCloseable {

	private final int port;

	private final Process process;

	ZooKeeper(Path directory) throws IOException {
		this.port = FreePorts.next();
		// The jar's manifest names the libraries beside it.
		this.process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx128m", "-XX:TieredStopAtLevel=1", "-Dzookeeper.admin.enableServer=false", "-cp",
				"/usr/share/java/zookeeper.jar", "org.apache.zookeeper.server.ZooKeeperServerMain", "" + this.port,
				directory.toString())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		await().atMost(Results.PATIENCE).ignoreExceptions().until(this::answers);
	}

	String address() {
		return "127.0.0.1:" + this.port;
	}

	private boolean answers() throws IOException {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress("127.0.0.1", this.port), 500);
			return true;
		}
	}

	@Override
	public void close() throws InterruptedException {
		this.process.destroyForcibly().waitFor();
	}

}
