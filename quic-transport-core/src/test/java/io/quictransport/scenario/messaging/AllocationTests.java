package io.quictransport.scenario.messaging;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.LongStream;

import com.sun.management.ThreadMXBean;
import io.quictransport.Dispatch;
import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import io.quictransport.RequestHandler;
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
 * A call costs the thread that makes it little more than the objects that it gets: what
 * is counted here is the same on any machine.
 */
class AllocationTests {

	private static final int CALLS = 200;

	/** A quarter more than a call takes with JDK 17. */
	private static final int MOST_BYTES = 170;

	private static final Duration TIMEOUT = TestNodes.PATIENCE;

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private final TestNodes nodes = new TestNodes();

	private final byte[] payload = new byte[64];

	private QuicTransport caller;

	private PeerId peer;

	@BeforeEach
	void connect() {
		QuicTransport called = this.nodes.start("node-b");
		called.onRequest(Route.path("echo").withDispatch(Dispatch.EVENT_LOOP),
				RequestHandler.replying((request) -> request.payload()));
		called.onMessage(Route.path("note").withDispatch(Dispatch.EVENT_LOOP), (message, context) -> {
		});
		this.caller = this.nodes.start("node-a");
		this.peer = idOf(called);
		TestNodes.connect(this.caller, called);
	}

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void aRequestAllocatesItsMessageItsCallAndItsFuture() {
		assertThat(bytesOf(() -> this.caller.request(this.peer, "echo", this.payload))).isLessThan(MOST_BYTES);
	}

	@Test
	void aTimeoutOfItsOwnCostsNothing() {
		assertThat(bytesOf(() -> this.caller.request(NetworkMessage.request(this.peer, "echo", this.payload), TIMEOUT)))
			.isLessThan(MOST_BYTES);
	}

	@Test
	void anAcknowledgedMessageAllocatesNoMore() {
		assertThat(bytesOf(() -> this.caller.send(this.peer, "note", this.payload))).isLessThan(MOST_BYTES);
	}

	/** The median of many calls, each waited for before the next. */
	private static long bytesOf(Supplier<CompletableFuture<?>> call) {
		return LongStream.range(0, CALLS).map((index) -> {
			long before = THREADS.getCurrentThreadAllocatedBytes();
			CompletableFuture<?> future = call.get();
			long after = THREADS.getCurrentThreadAllocatedBytes();
			get(future);
			return after - before;
		}).sorted().skip(CALLS / 2).findFirst().orElseThrow();
	}

}
