package io.quictransport.scenario.messaging;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;

import com.sun.management.ThreadMXBean;
import io.netty.util.ResourceLeakDetector;
import io.quictransport.MessagePayload;
import io.quictransport.NetworkMessage;
import io.quictransport.Route;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a large message allocates on the heap, at both ends together.
 */
class PayloadAllocationTests {

	private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

	private static final int SIZE = 64 * 1024;

	private static final int MESSAGES = 200;

	private static final Duration LONG = Duration.ofSeconds(30);

	private final TestNodes nodes = new TestNodes();

	private final ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();

	private QuicTransport a;

	private QuicTransport b;

	@BeforeEach
	void connect() {
		// What it records of each buffer would be counted, too.
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
		this.a = this.nodes.start("node-a");
		this.b = this.nodes.start("node-b");
		TestNodes.connect(this.a, this.b);
	}

	@AfterEach
	void close() {
		this.nodes.close();
		ResourceLeakDetector.setLevel(this.level);
	}

	@Test
	void aBufferThatArrivesAsAViewNeedsNoArrayAtEitherEnd() {
		this.b.onMessage("arrays", (message, context) -> assertThat(message.payload().length).isEqualTo(SIZE));
		this.b.onMessage(Route.path("views").withViews(),
				(message, context) -> message.content().read((bytes) -> assertThat(bytes.remaining()).isEqualTo(SIZE)));
		MessagePayload array = MessagePayload.of(new byte[SIZE]);
		MessagePayload buffer = MessagePayload.of(ByteBuffer.allocateDirect(SIZE));
		long arrays = allocated("arrays", array);
		long views = allocated("views", buffer);
		assertThat(arrays).isGreaterThan(SIZE);
		assertThat(views).as("bytes a message, beside %d with arrays", arrays).isLessThan(SIZE / 2);
	}

	/** The bytes that all threads allocate for a message, once it is no longer new. */
	private long allocated(String path, MessagePayload payload) {
		send(path, payload);
		long before = allocated();
		send(path, payload);
		return (allocated() - before) / MESSAGES;
	}

	private void send(String path, MessagePayload payload) {
		for (int i = 0; i < MESSAGES; i++) {
			get(this.a.send(NetworkMessage.message(idOf(this.b), path, payload), LONG));
		}
	}

	private static long allocated() {
		return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
			.filter((bytes) -> bytes > 0)
			.sum();
	}

}
