package io.quictransport.cli;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.quictransport.ApplicationCode;
import io.quictransport.ApplicationException;
import io.quictransport.MessageStream;
import io.quictransport.NetworkMessage;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.testing.TestCertificates;
import io.quictransport.testing.contract.Results;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A node to call: {@code node-b}, over QUIC on the loopback address.
 */
final class TestNode implements AutoCloseable {

	final BlockingQueue<NetworkMessage> received = new LinkedBlockingQueue<>();

	final CompletableFuture<Void> ticking = new CompletableFuture<>();

	private final QuicTransport transport;

	private TestNode(QuicTransport transport) {
		this.transport = transport;
	}

	static TestNode start(TestCertificates certificates) {
		TestNode node = new TestNode(
				new QuicTransport(new QuicTransportOptions().withIdentity(certificates.identity("node-b"))
					.withBindAddress(new InetSocketAddress("127.0.0.1", 0))
					.withServices(Set.of("orders", "stock"))
					.withMetadata(Map.of("zone", "eu"))));
		node.serve();
		Results.get(node.transport.start());
		return node;
	}

	/** A node that states lines and controls of a terminal of its own choice. */
	static TestNode forging(TestCertificates certificates) {
		String forged = "a\nb\u001B[2J\u202E";
		TestNode node = new TestNode(
				new QuicTransport(new QuicTransportOptions().withIdentity(certificates.identity("node-b"))
					.withBindAddress(new InetSocketAddress("127.0.0.1", 0))
					.withServices(Set.of(forged))
					.withMetadata(Map.of(forged, forged))));
		node.transport.onRequest(forged, (request, context) -> answer(""));
		node.transport.onRequest("refusing", (request, context) -> {
			throw new ApplicationException(ApplicationCode.NOT_FOUND, forged).withDetails(forged.getBytes(UTF_8));
		});
		node.transport.onStream("breaking", (stream) -> stream
			.forEach((item) -> stream.reset(new ApplicationException(ApplicationCode.NOT_FOUND, "no more"))));
		node.transport.onRequest("echo", (request, context) -> CompletableFuture.completedFuture(request.payload()));
		Results.get(node.transport.start());
		return node;
	}

	private void serve() {
		this.transport.onRequest("greeting", (request, context) -> {
			this.received.add(request);
			return answer("Hello " + new String(request.payload(), UTF_8) + ", " + context.peer());
		});
		this.transport.onRequest("orders.find", (request, context) -> {
			this.received.add(request);
			request.headers().forEach(context::replyHeader);
			if (request.payload().length > 0) {
				return CompletableFuture.completedFuture(request.payload());
			}
			throw new ApplicationException(ApplicationCode.NOT_FOUND, "there is no such order");
		});
		this.transport.onRequest("nothing", (request, context) -> answer(""));
		this.transport.onRequest("bytes",
				(request, context) -> CompletableFuture.completedFuture(new byte[] { (byte) 0xCA, (byte) 0xFE }));
		this.transport.onRequest("never", (request, context) -> new CompletableFuture<>());
		this.transport.onMessage("orders.changed", (message, context) -> this.received.add(message));
		this.transport.onStream("orders.since", (stream) -> {
			List<byte[]> items = new ArrayList<>();
			stream.forEach(items::add).thenRun(() -> {
				items.forEach(stream::send);
				stream.send("{\"id\":4712}".getBytes(UTF_8));
				stream.finish();
			});
		});
		this.transport.onStream("ticks", (stream) -> {
			stream.closed().whenComplete((closed, failure) -> {
				if (failure != null) {
					this.ticking.completeExceptionally(failure);
				}
				else {
					this.ticking.complete(null);
				}
			});
			tick(stream, new AtomicInteger());
		});
	}

	/** One after another, as fast as the reader takes them. */
	private static void tick(MessageStream stream, AtomicInteger count) {
		stream.send(String.valueOf(count.incrementAndGet()).getBytes(UTF_8)).thenRunAsync(() -> tick(stream, count));
	}

	private static CompletableFuture<byte[]> answer(String text) {
		return CompletableFuture.completedFuture(text.getBytes(UTF_8));
	}

	NetworkMessage received() throws InterruptedException {
		NetworkMessage message = this.received.poll(Results.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		assertThat(message).isNotNull();
		return message;
	}

	String address() {
		return "127.0.0.1:" + this.transport.localAddress().getPort();
	}

	@Override
	public void close() {
		this.transport.close();
	}

}
