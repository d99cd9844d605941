package io.quictransport.process;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.util.internal.PlatformDependent;
import io.quictransport.ErrorCode;
import io.quictransport.MessageStream;
import io.quictransport.NetworkException;
import io.quictransport.PeerId;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.quic.TransportLimits;
import io.quictransport.support.TestNodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Computes the memory of a node as docs/capacity.md states it, and fills nodes to their
 * limits.
 */
final class Capacity {

	/**
	 * Small enough that a node is filled in seconds. The largest message still goes on a
	 * lane: of those that go alone only a few are with their handlers at a time.
	 */
	static final TransportLimits LIMITS = new TransportLimits().withMaxMessageSize(60 * 1024)
		.withMaxHandlers(64)
		.withMaxInFlight(256)
		.withMaxQueuedBytes(8 * 1024 * 1024)
		.withMaxMessageStreams(8)
		.withStreamBuffer(512 * 1024);

	/** What a call, a message or its handler takes beside its payload. */
	private static final long MESSAGE = 1024;

	/** What an idle peer has on the heap: decision 9, rounded up. */
	private static final long IDLE_PEER = 16 * 1024;

	/** What a peer may state of itself. */
	private static final long STATED = 64 * 1024;

	/** What answers may take beyond the limit of the bytes queued. */
	private static final long ANSWERS = 2 * 1024 * 1024;

	/** The QUIC streams of a connection. */
	private static final long STREAMS = 100;

	/** A buffer that grows with what comes may be twice as large as that. */
	private static final long GROWTH = 2;

	/** What a stream of messages writes ahead of the codec. */
	private static final long AHEAD = 256 * 1024;

	private static final int SMALL = 16 * 1024;

	private Capacity() {
	}

	static QuicTransportOptions options(QuicTransportOptions options) {
		return options.withLimits(LIMITS)
			.withTimeouts((timeouts) -> timeouts.withRequest(TestNodes.PATIENCE.multipliedBy(10))
				.withIdle(TestNodes.PATIENCE));
	}

	/** The most of the heap that one peer may occupy. */
	static long heapOfPeer(TransportLimits limits) {
		long message = limits.maxMessageSize() + limits.maxHeaderSize() + MESSAGE;
		long item = Math.max(limits.streamBuffer(), limits.maxMessageSize());
		return IDLE_PEER + STATED + limits.maxHandlers() * message + 3L * limits.maxQueuedBytes() + ANSWERS
				+ limits.maxInFlight() * MESSAGE + 2L * limits.maxMessageStreams() * item;
	}

	/** The most direct memory that one peer may occupy. */
	static long directOfPeer(TransportLimits limits) {
		long frame = limits.maxMessageSize() + limits.maxHeaderSize();
		return STREAMS * GROWTH * frame + 2L * limits.maxQueuedBytes() + ANSWERS + limits.maxMessageStreams() * AHEAD;
	}

	/**
	 * Sends a peer as much as the limits admit, none of which it handles: requests,
	 * one-way messages and streams.
	 */
	static Filled fill(QuicTransport node, PeerId peer) {
		int requests = requests(node, peer);
		int events = 0;
		while (isTaken(node.send(peer, EchoProcess.STUCK, new byte[SMALL]))) {
			events++;
		}
		return new Filled(requests, events, streams(node, peer));
	}

	/** One more than are admitted: whichever comes last is refused, the others wait. */
	private static int requests(QuicTransport node, PeerId peer) {
		List<CompletableFuture<byte[]>> calls = new ArrayList<>();
		for (int i = 0; i <= LIMITS.maxHandlers(); i++) {
			calls.add(node.request(peer, EchoProcess.HANG, new byte[LIMITS.maxMessageSize()]));
		}
		CompletableFuture<?> refused = CompletableFuture.anyOf(calls.toArray(CompletableFuture<?>[]::new));
		assertThat(TestNodes.failureOf(refused).code()).isEqualTo(ErrorCode.OVERLOADED);
		return (int) calls.stream().filter((call) -> !call.isDone()).count();
	}

	private static boolean isTaken(CompletableFuture<Void> sent) {
		try {
			TestNodes.get(sent);
			return true;
		}
		catch (NetworkException ex) {
			assertThat(ex.code()).isEqualTo(ErrorCode.OVERLOADED);
			return false;
		}
	}

	/** On each as much as the other end takes, and as much again that waits here. */
	private static int streams(QuicTransport node, PeerId peer) {
		int opened = 0;
		for (; opened < LIMITS.maxMessageStreams(); opened++) {
			MessageStream stream = TestNodes.get(node.openStream(peer, EchoProcess.UNREAD));
			AtomicInteger accepted = new AtomicInteger();
			await().atMost(TestNodes.PATIENCE)
				.until(() -> accepted.addAndGet(sendUntilRefused(stream)) * SMALL > LIMITS.streamBuffer() * 3 / 2);
		}
		return opened;
	}

	private static int sendUntilRefused(MessageStream stream) {
		int accepted = 0;
		CompletableFuture<Void> sent = stream.send(new byte[SMALL]);
		for (; !sent.isCompletedExceptionally(); accepted++) {
			sent = stream.send(new byte[SMALL]);
		}
		assertThat(TestNodes.failureOf(sent).code()).isEqualTo(ErrorCode.OVERLOADED);
		return accepted;
	}

	/**
	 * What a peer has taken.
	 *
	 * @param requests requests that wait for their handlers
	 * @param events one-way messages that wait for their handlers
	 * @param streams streams that nobody reads
	 */
	record Filled(int requests, int events, int streams) {
	}

	/**
	 * The memory in use.
	 *
	 * @param heap bytes that are reachable
	 * @param direct bytes of direct memory
	 */
	record Use(long heap, long direct) {

		static Use now() {
			System.gc();
			return new Use(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
					PlatformDependent.usedDirectMemory());
		}

		static Use parse(String text) {
			long[] numbers = Arrays.stream(text.split("\\D+"))
				.filter((part) -> !part.isEmpty())
				.mapToLong(Long::parseLong)
				.toArray();
			return new Use(numbers[0], numbers[1]);
		}

	}

}
