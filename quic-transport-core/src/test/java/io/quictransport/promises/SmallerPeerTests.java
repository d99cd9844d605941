package io.quictransport.promises;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.netty.buffer.ByteBuf;
import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.attack.RawConnection;
import io.quictransport.attack.RawPeers;
import io.quictransport.attack.RawStream;
import io.quictransport.internal.wire.ControlFrames.Hello;
import io.quictransport.internal.wire.MessageFrames;
import io.quictransport.internal.wire.WireLimits;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.bytes;
import static io.quictransport.support.TestNodes.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Holds that calls survive a reconnect to a peer that admits fewer unresolved messages
 * than this node has made meanwhile: those that were sent are sent again, the others
 * wait.
 */
class SmallerPeerTests {

	private static final int ADMITTED = 4;

	private static final PeerId PEER = new PeerId("node-x");

	private final TestNodes nodes = new TestNodes();

	private final RawPeers raw = new RawPeers();

	@AfterEach
	void close() {
		this.raw.close();
		this.nodes.close();
	}

	@Test
	void callsOutliveAReconnectToAPeerThatAdmitsFewer() {
		// One lane, for the peer has one thread to read it.
		QuicTransport a = this.nodes.start("node-a",
				(options) -> options.withTimeouts((timeouts) -> timeouts.withRequest(Duration.ofHours(1)))
					.withLimits(options.limits().withMaxLanes(1)));
		int port = this.raw.listen(this.nodes.certificates.certificate(PEER.value()));
		CompletableFuture<?> connected = a.connectPeer(new PeerInfo(PEER, List.of(new NodeAddress("127.0.0.1", port))));
		RawConnection first = this.raw.accept();
		first.answer(hello());
		get(connected);
		List<CompletableFuture<byte[]>> calls = new ArrayList<>();
		for (int i = 0; i < ADMITTED; i++) {
			calls.add(a.request(PEER, "any", bytes("x")));
		}
		first.close();
		await().atMost(TestNodes.PATIENCE).until(() -> !a.isConnected(PEER));
		for (int i = 0; i < ADMITTED; i++) {
			calls.add(a.request(PEER, "any", bytes("x")));
		}
		RawConnection second = this.raw.accept();
		second.answer(hello());
		Set<Long> answered = new HashSet<>();
		await().atMost(TestNodes.PATIENCE).until(() -> a.isConnected(PEER));
		Thread peer = new Thread(() -> answerAll(second, answered), "answers");
		peer.setDaemon(true);
		peer.start();
		calls.forEach((call) -> assertThat(get(call)).isEqualTo(bytes("y")));
	}

	private static void answerAll(RawConnection connection, Set<Long> answered) {
		RawStream lane = connection.accept();
		while (answered.size() < 2 * ADMITTED) {
			ByteBuf body = lane.next().body();
			long id = MessageFrames.readId(body);
			if (answered.add(id)) {
				lane.write((out) -> MessageFrames.writeResponse(out, id, Map.of(), bytes("y")));
			}
		}
	}

	private static final long INCARNATION = 42;

	private static Hello hello() {
		return new Hello(Hello.VERSION, INCARNATION, 0, new WireLimits(1024 * 1024, 8192), ADMITTED, NodeInfo.of(PEER));
	}

}
