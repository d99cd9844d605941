package io.quictransport.sample;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A node that joins reads the board from its peers while they go on writing.
 */
class CatchUpIT {

	private static final BoardProperties PROPERTIES = new BoardProperties(DataSize.ofKilobytes(4), 10_000,
			Results.PATIENCE, Duration.ofHours(1), Duration.ZERO, Duration.ofHours(1));

	@AutoClose
	private final InMemoryNetwork network = new InMemoryNetwork();

	@Test
	void aNodeThatJoinsWhileOthersWriteMissesNothing() throws InterruptedException {
		TestNode a = new TestNode(this.network, PROPERTIES, "node-a", "node-b");
		TestNode b = new TestNode(this.network, PROPERTIES, "node-b", "node-a");
		this.network.awaitQuiet();
		for (int i = 0; i < 150; i++) {
			put(a, "key-" + i);
		}
		// The snapshot takes many parts, and time.
		this.network.delay("node-a", "node-c", Duration.ofMillis(2));
		CountDownLatch begun = new CountDownLatch(1);
		CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
			for (int i = 0; i < 150; i++) {
				put(a, "key-" + i);
				put(b, "new-" + i);
				begun.countDown();
			}
		});
		begun.await();
		TestNode c = new TestNode(this.network, PROPERTIES, "node-c", "node-a", "node-b");
		writing.join();
		this.network.awaitQuiet();
		assertThat(c.catchUp.isDone()).isTrue();
		assertThat(c.board.after(null)).containsExactlyElementsOf(a.board.after(null).toList()).hasSizeGreaterThan(150);
	}

	/** Puts the key if its owner can be asked; one that joins just now cannot yet. */
	private static void put(TestNode node, String key) {
		String value = (key + " at " + System.nanoTime() + " ").repeat(60);
		node.service.carryOut(Command.put(key, value)).handle((done, failure) -> null).join();
	}

}
