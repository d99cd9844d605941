package io.quictransport.scenario.lifecycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.quictransport.SocketBuffers;
import io.quictransport.quic.QuicSettings;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.CapturedLogs;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the system grants a node for the buffers of its sockets.
 */
@EnabledOnOs(OS.LINUX)
class SocketBufferTests {

	private static final int MOST = 256 * 1024 * 1024;

	private final TestNodes nodes = new TestNodes();

	private final CapturedLogs logs = new CapturedLogs();

	@BeforeEach
	void capture() {
		this.logs.begin();
	}

	@AfterEach
	void close() {
		this.nodes.close();
		this.logs.end();
	}

	@Test
	void buffersThatAreGrantedAreShownAndNotWarnedOf() {
		int asked = 64 * 1024;
		QuicTransport node = start(asked);
		assertThat(node.resources().sockets()).extracting(SocketBuffers::accepting).containsExactly(false, true);
		assertThat(node.resources().sockets()).allSatisfy((socket) -> {
			assertThat(socket.asked()).isEqualTo(asked);
			assertThat(socket.receive()).isEqualTo(asked);
			assertThat(socket.send()).isEqualTo(asked);
			assertThat(socket.isLimited()).isFalse();
		});
		assertThat(node.resources().sockets().get(1).address()).isEqualTo(node.localAddress());
		assertThat(this.logs.warnings("socket_buffers_limited")).isEmpty();
	}

	@Test
	void oneLineSaysWhatTheSystemGrantsInsteadAndWhichSettingRaisesIt() throws IOException {
		int receive = limit("rmem_max");
		int send = limit("wmem_max");
		Assumptions.assumeTrue(receive < MOST && send < MOST, "the system grants whatever a node may ask for");
		QuicTransport node = start(MOST);
		assertThat(node.resources().sockets()).hasSize(2).allSatisfy((socket) -> {
			assertThat(socket.receive()).isEqualTo(receive);
			assertThat(socket.send()).isEqualTo(send);
			assertThat(socket.isLimited()).isTrue();
		});
		assertThat(this.logs.warnings("socket_buffers_limited")).singleElement()
			.asString()
			.contains("node=node-a", "asked_bytes=" + MOST, "receive_bytes=" + receive, "send_bytes=" + send,
					"net.core.rmem_max and net.core.wmem_max to " + MOST);
	}

	@Test
	void aReceiveBufferThatGrowsWithTheConnectionsIsReadBackAgain() {
		int asked = 64 * 1024;
		QuicTransport node = start(asked);
		for (String peer : List.of("node-b", "node-c", "node-d", "node-e", "node-f")) {
			TestNodes.connect(this.nodes.start(peer), node);
		}
		SocketBuffers accepting = node.resources().sockets().get(1);
		assertThat(accepting.askedReceive()).isEqualTo(2 * asked);
		assertThat(accepting.receive()).isEqualTo(2 * asked);
		assertThat(accepting.send()).isEqualTo(asked);
		assertThat(accepting.isLimited()).isFalse();
		assertThat(node.resources().sockets().get(0).askedReceive()).as("the one that dials").isEqualTo(asked);
	}

	private QuicTransport start(int bufferSize) {
		return this.nodes.start("node-a",
				(options) -> options.withQuic(new QuicSettings().withEventLoops(1).withSocketBufferSize(bufferSize)));
	}

	private static int limit(String name) throws IOException {
		return Integer.parseInt(Files.readAllLines(Path.of("/proc/sys/net/core", name)).get(0).strip());
	}

}
