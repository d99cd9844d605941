package io.quictransport.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.quictransport.support.TestNodes.bytes;
import static io.quictransport.support.TestNodes.get;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two nodes in two JVMs.
 */
class TwoProcessTests {

	private static final PeerId A = new PeerId("node-a");

	private static final PeerId B = new PeerId("node-b");

	private static final Duration PATIENCE = Duration.ofMinutes(4);

	@Test
	void aRequestIsEchoedAndAOneWayMessageComesBack(@TempDir Path directory) throws Exception {
		try (TestNodes nodes = new TestNodes();
				ChildProcess child = ChildProcess.start(nodes, B, directory, ChildSettings.DEFAULT)) {
			QuicTransport node = nodes.start(A.value());
			CompletableFuture<NetworkMessage> back = new CompletableFuture<>();
			node.onMessage(EchoProcess.REFLECT, (message, context) -> back.complete(message));
			get(node.connectPeer(PeerInfo.of(B, child.address())));
			assertThat(get(node.request(B, EchoProcess.ECHO, bytes("hello")))).isEqualTo(bytes("hello"));
			get(node.send(B, EchoProcess.REFLECT, bytes("there and back")));
			assertThat(get(back).payload()).isEqualTo(bytes("there and back"));
			assertThat(get(back).source()).isEqualTo(B);
			assertThat(child.end()).isZero();
			assertThat(child.output()).isEmpty();
		}
	}

	@Test
	void twentyThousandMessagesComeWholeAndOnceAndInOrder(@TempDir Path directory) throws Exception {
		exchange(directory, 10_000, 51L << 20);
	}

	@Test
	@Tag("nightly")
	void aHundredThousandMessagesComeWholeAndOnceAndInOrder(@TempDir Path directory) throws Exception {
		exchange(directory, 50_000, 256L << 20);
	}

	/** Has each of two processes send so many messages, of so many bytes together. */
	private static void exchange(Path directory, int messagesEach, long bytesEach) throws Exception {
		String seed = Long.toString(ThreadLocalRandom.current().nextLong());
		// To record every use of every buffer would take longer than the exchange.
		ChildSettings settings = ChildSettings.DEFAULT.withLeakDetection("simple");
		try (TestNodes nodes = new TestNodes();
				ChildProcess a = ChildProcess.start(nodes, A, directory, settings);
				ChildProcess b = ChildProcess.start(nodes, B, directory, settings)) {
			for (ChildProcess each : new ChildProcess[] { a, b }) {
				String bytes = each.ask(EchoProcess.PREPARE, seed, "" + messagesEach, "" + bytesEach);
				System.out.println("event=exchange seed=" + seed + " messages=" + messagesEach + " " + bytes);
			}
			assertThat(a.ask(EchoProcess.CONNECT, B.value(), b.address())).isEqualTo("connected");
			long begun = System.nanoTime();
			a.tell(EchoProcess.EXCHANGE, B.value(), "" + PATIENCE.toMillis());
			b.tell(EchoProcess.EXCHANGE, A.value(), "" + PATIENCE.toMillis());
			String all = "requests=" + messagesEach / 2 + " events=" + messagesEach / 2 + " problems=[]";
			for (ChildProcess each : new ChildProcess[] { a, b }) {
				assertThat(each.answer(PATIENCE.plusSeconds(30))).as("seed %s", seed).isEqualTo(all);
			}
			System.out.println("event=exchanged millis=" + Duration.ofNanos(System.nanoTime() - begun).toMillis());
			for (ChildProcess each : new ChildProcess[] { a, b }) {
				assertThat(each.end()).isZero();
				assertThat(each.output()).isEmpty();
			}
		}
	}

}
