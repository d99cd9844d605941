package io.quictransport.scenario.peer;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import io.quictransport.attack.RawConnection;
import io.quictransport.attack.RawPeers;
import io.quictransport.attack.RawStream;
import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.internal.wire.FrameReader.StreamKind;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.TestCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A node has let go of a peer and is dialled by it again: what the peer sends again is
 * handled once all the same.
 */
class ReturningPeerTests {

	private static final Duration GRACE = Duration.ofMillis(200);

	private final TestNodes nodes = new TestNodes();

	private final RawPeers raw = new RawPeers();

	@AfterEach
	void close() {
		this.raw.close();
		this.nodes.close();
	}

	@Test
	void aRequestThatOutlastsADisconnectIsHandledOnce() {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b", (options) -> options.withDrainGrace(GRACE));
		AtomicInteger handled = new AtomicInteger();
		CompletableFuture<byte[]> answer = new CompletableFuture<>();
		b.onRequest("slow", (request, context) -> {
			handled.incrementAndGet();
			return answer;
		});
		b.onRequest("echo", (request, context) -> CompletableFuture.completedFuture(request.payload()));
		TestNodes.connect(a, b);
		CompletableFuture<NetworkMessage> reply = a.request(NetworkMessage.request(idOf(b), "slow", new byte[1]),
				Duration.ofSeconds(20));
		await().until(() -> handled.get() == 1);
		get(b.disconnect(idOf(a)));
		await().atMost(TestNodes.PATIENCE).until(() -> a.stats().connections().dialled() == 2);
		// It comes behind the other one, which is sent again as soon as there is a
		// connection.
		get(a.request(idOf(b), "echo", new byte[1]));
		answer.complete(new byte[] { 5 });
		assertThat(get(reply).payload()).containsExactly(5);
		assertThat(handled).hasValue(1);
	}

	@Test
	void aMessageThatWasNotSettledBeforeADisconnectIsHandledOnce() {
		QuicTransport node = this.nodes.start("node", (options) -> options.withDrainGrace(GRACE));
		List<Byte> handled = new CopyOnWriteArrayList<>();
		node.onMessage("log", (message, context) -> handled.add(message.payload()[0]));
		PeerId peer = new PeerId("node-a");
		TestCertificate certificate = this.nodes.certificates.certificate(peer.value());
		RawConnection first = this.raw.dial(node, certificate);
		first.greet(RawConnection.hello(peer.value(), 1, 0));
		RawStream lane = first.open(StreamKind.LANE).write((out) -> RawPeers.event(out, 1, "log", (byte) 1));
		assertThat(lane.next().type()).isEqualTo(FrameType.ACK);
		get(node.disconnect(peer));
		assertThat(first.closed().code()).isEqualTo(ErrorCode.DISCONNECTED.number());
		RawConnection second = this.raw.dial(node, certificate);
		second.greet(RawConnection.hello(peer.value(), 1, 1));
		lane = second.open(StreamKind.LANE).write((out) -> {
			RawPeers.event(out, 1, "log", (byte) 1);
			RawPeers.event(out, 2, "log", (byte) 2);
		});
		assertThat(lane.next().type()).isEqualTo(FrameType.ACK);
		await().atMost(TestNodes.PATIENCE).until(() -> handled.contains((byte) 2));
		assertThat(handled).containsExactly((byte) 1, (byte) 2);
	}

}
