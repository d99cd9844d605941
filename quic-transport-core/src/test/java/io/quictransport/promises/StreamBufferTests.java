package io.quictransport.promises;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.quictransport.ConfigurationException;
import io.quictransport.MessageStream;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.TransportLimits;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds that no more of a stream is kept for a reader that reads nothing than the option
 * {@code streamBuffer} of that reader says.
 */
class StreamBufferTests {

	private static final int BUFFER = 64 * 1024;

	private static final int ITEM = 8 * 1024;

	private final TestNodes nodes = new TestNodes();

	private final BlockingQueue<MessageStream> served = new LinkedBlockingQueue<>();

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void theConfiguredNumberOfBytesHoldsOrTheOptionIsRefusedByName() throws InterruptedException {
		QuicTransport b;
		try {
			b = this.nodes.start("node-b",
					(options) -> options.withLimits(new TransportLimits().withStreamBuffer(BUFFER)));
		}
		catch (ConfigurationException ex) {
			assertThat(ex).hasMessageContaining("streamBuffer");
			return;
		}
		QuicTransport a = this.nodes.start("node-a");
		b.onStream("unread", this.served::add);
		b.onRequest("ping", (request, context) -> CompletableFuture.completedFuture(new byte[0]));
		TestNodes.connect(a, b);
		MessageStream stream = get(a.openStream(idOf(b), "unread"));
		List<CompletableFuture<Void>> sent = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			sent.add(stream.send(new byte[ITEM]));
		}
		// What the node has for the reader has left the sender by the time of an answer.
		get(a.request(idOf(b), "ping", new byte[0]));
		assertThat(this.served.poll(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();
		assertThat(sent.stream().filter(CompletableFuture::isDone).count()).as("items taken at once")
			.isLessThanOrEqualTo(BUFFER / ITEM);
	}

	@Test
	void anItemLargerThanTheBufferStillArrives() throws InterruptedException {
		QuicTransport b;
		try {
			b = this.nodes.start("node-b",
					(options) -> options.withLimits(new TransportLimits().withStreamBuffer(BUFFER)));
		}
		catch (ConfigurationException ex) {
			assertThat(ex).hasMessageContaining("streamBuffer");
			return;
		}
		QuicTransport a = this.nodes.start("node-a");
		BlockingQueue<Integer> lengths = new LinkedBlockingQueue<>();
		b.onStream("read", (stream) -> stream.forEach((item) -> lengths.add(item.length)));
		TestNodes.connect(a, b);
		MessageStream stream = get(a.openStream(idOf(b), "read"));
		get(stream.send(new byte[10]));
		get(stream.send(new byte[4 * BUFFER]));
		assertThat(lengths.poll(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(10);
		assertThat(lengths.poll(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(4 * BUFFER);
	}

}
