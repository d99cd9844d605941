package io.quictransport.scenario.lifecycle;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.PeerInfo;
import io.quictransport.TransportException;
import io.quictransport.TransportState;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.CapturedLogs;
import io.quictransport.support.TestClock;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The UDP port: busy, freed in time, bound again (fault F33).
 */
class BindTests {

	private final TestNodes nodes = new TestNodes();

	private final CapturedLogs logs = new CapturedLogs();

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void aBusyPortFailsTheStartInTimeAndSaysWhatToDo() throws IOException {
		try (DatagramSocket busy = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
			QuicTransport node = this.nodes.make(this.nodes.options("node-b")
				.withBindAddress(new InetSocketAddress("127.0.0.1", busy.getLocalPort()))
				.withTimeouts((timeouts) -> timeouts.withBind(Duration.ofMillis(300))));
			long begun = System.nanoTime();
			NetworkException failure = failureOf(node.start());
			assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
			assertThat(failure).isInstanceOf(TransportException.class)
				.hasMessageContaining("UDP port " + busy.getLocalPort() + " is in use")
				.hasMessageContaining("bindAddress")
				.hasMessageContaining("address=/127.0.0.1:" + busy.getLocalPort());
			assertThat(failure.code()).isEqualTo(ErrorCode.BIND_FAILED);
			assertThat(node.state()).isEqualTo(TransportState.STOPPED);
			busy.close();
			get(node.start());
			assertThat(node.state()).isEqualTo(TransportState.RUNNING);
		}
	}

	@Test
	void aBusyPortIsOneLineAndItsEndAnother() throws IOException {
		this.logs.begin();
		TestClock clock = new TestClock();
		clock.halt();
		try (DatagramSocket busy = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
			QuicTransport node = this.nodes.make(this.nodes.options("node-b")
				.withBindAddress(new InetSocketAddress("127.0.0.1", busy.getLocalPort()))
				.withTimeouts((timeouts) -> timeouts.withBind(Duration.ofMillis(500))), clock);
			CompletableFuture<Void> started = node.start();
			String where = "address=/127.0.0.1:" + busy.getLocalPort();
			await().untilAsserted(() -> assertThat(linesOf("event=port_")).singleElement()
				.asString()
				.startsWith("event=port_busy " + where)
				.contains("patience_ms=500 reason="));
			clock.advance(Duration.ofMillis(500));
			failureOf(started);
			assertThat(linesOf("event=port_")).hasSize(2)
				.last()
				.asString()
				.startsWith("event=port_given_up " + where + " waited_ms=500");
		}
		finally {
			this.logs.end();
		}
	}

	private List<String> linesOf(String event) {
		return this.logs.texts().stream().filter((line) -> line.startsWith(event)).toList();
	}

	@Test
	void aPortThatIsFreedInTimeIsBound() throws IOException {
		try (DatagramSocket busy = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
			int port = busy.getLocalPort();
			QuicTransport node = this.nodes.make(this.nodes.options("node-b")
				.withBindAddress(new InetSocketAddress("127.0.0.1", port))
				.withTimeouts((timeouts) -> timeouts.withBind(TestNodes.UNHURRIED)));
			this.logs.begin();
			CompletableFuture<Void> started = node.start();
			await().until(() -> !linesOf("event=port_busy").isEmpty());
			assertThat(node.state()).isEqualTo(TransportState.STARTING);
			assertThat(started).isNotDone();
			busy.close();
			get(started);
			assertThat(node.localAddress().getPort()).isEqualTo(port);
			assertThat(linesOf("event=port_")).satisfiesExactly(
					(line) -> assertThat(line).startsWith("event=port_busy "),
					(line) -> assertThat(line).startsWith("event=port_freed "));
		}
		finally {
			this.logs.end();
		}
	}

	@Test
	void anAddressOfAnotherMachineFailsTheStartAtOnce() {
		QuicTransport node = this.nodes
			.make(this.nodes.options("node-b").withBindAddress(new InetSocketAddress("192.0.2.1", 0)));
		NetworkException failure = failureOf(node.start());
		assertThat(failure.code()).isEqualTo(ErrorCode.BIND_FAILED);
		assertThat(failure).hasMessageContaining("192.0.2.1").hasMessageContaining("bindAddress");
	}

	@Test
	void aNodeIsStartedAgainOnTheSamePort() {
		QuicTransport node = this.nodes.start("node-b");
		int port = node.localAddress().getPort();
		get(node.stop());
		for (int round = 0; round < 3; round++) {
			QuicTransport again = this.nodes
				.make(this.nodes.options("node-b").withBindAddress(new InetSocketAddress("127.0.0.1", port)));
			get(again.start());
			assertThat(again.localAddress().getPort()).isEqualTo(port);
			get(again.stop());
		}
	}

	@Test
	void anAddressWhereNobodyAnswersFailsTheDialInTime() throws IOException {
		try (DatagramSocket silent = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
			QuicTransport node = this.nodes.start("node-a",
					(options) -> options.withTimeouts((timeouts) -> timeouts.withConnect(Duration.ofMillis(400))));
			long begun = System.nanoTime();
			NetworkException failure = failureOf(node.connectPeer(PeerInfo.at("127.0.0.1:" + silent.getLocalPort())));
			assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
			assertThat(failure.code()).isEqualTo(ErrorCode.CONNECT_TIMEOUT);
			assertThat(failure.isRetryable()).isTrue();
			assertThat(failure).hasMessageContaining("address=/127.0.0.1:" + silent.getLocalPort());
		}
	}

}
