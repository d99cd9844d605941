package io.quictransport.quic;

import java.util.concurrent.CompletableFuture;

import io.quictransport.Dispatch;
import io.quictransport.NetworkMessage;
import io.quictransport.RequestHandler;
import org.junit.jupiter.api.Test;

import static io.quictransport.quic.TestNodes.get;
import static io.quictransport.quic.TestNodes.idOf;

class SettledBehindASlowRequestTests {

	@Test
	void aSlowRequestDoesNotUseUpThePeersMemoryOfOthers() {
		run(20_000, 10);
	}

	@Test
	void aSlowRequestDoesNotUseUpThePeersMemoryOfReplies() {
		run(2000, 60_000);
	}

	private void run(int count, int size) {
		try (TestNodes nodes = new TestNodes()) {
			QuicTransport a = nodes.start("node-a");
			QuicTransport b = nodes.start("node-b");
			CompletableFuture<byte[]> late = new CompletableFuture<>();
			b.onRequest("slow", (request, context) -> late);
			b.onRequest("echo", Dispatch.EVENT_LOOP, RequestHandler.replying(NetworkMessage::payload));
			TestNodes.connect(a, b);
			CompletableFuture<NetworkMessage> held = a.request(NetworkMessage.request(idOf(b), "slow", new byte[1]),
					java.time.Duration.ofSeconds(90));
			int i = 0;
			try {
				while (i < count) {
					java.util.List<CompletableFuture<byte[]>> burst = new java.util.ArrayList<>();
					for (int j = 0; j < 100; j++, i++) {
						burst.add(a.request(idOf(b), "echo", new byte[size]));
					}
					burst.forEach(TestNodes::get);
				}
			}
			catch (RuntimeException ex) {
				throw new AssertionError("after " + i, ex);
			}
			late.complete(new byte[1]);
			get(held);
		}
	}

}
