package io.quictransport.spring.boot.docs;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.zip.Checksum;

import io.quictransport.Dispatch;
import io.quictransport.MessagePayload;
import io.quictransport.MessageStream;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.NetworkTransport;
import io.quictransport.NodeHandle;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.tls.TlsIdentity;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The Java of plain-java.md and of the README's part without Spring.
 */
final class PlainJavaSnippets {

	private PlainJavaSnippets() {
	}

	interface Reports {

		CompletableFuture<byte[]> begin(Duration remaining);

	}

	/**
	 * What was uploaded.
	 *
	 * @param chunks its parts
	 */
	record Store(List<byte[]> chunks) {

		void append(byte[] chunk) {
			this.chunks.add(chunk);
		}

	}

	interface Sink {

		void write(byte[] chunk);

	}

	static QuicTransport node(Path certificate, Path key, Path trusted) {
		QuicTransport transport = new QuicTransport(
				new QuicTransportOptions().withIdentity(TlsIdentity.ofPem(certificate, key, trusted))
					.withBindAddress(new InetSocketAddress(9001)));
		return transport;
	}

	static void start(NetworkTransport transport, List<String> log) {
		transport.onRequest("greeting",
				RequestHandler.replying((request) -> ("Hello " + request.source()).getBytes(UTF_8)));
		transport.onMessage("audit", (message, context) -> log.add(context.peer() + ": " + text(message.payload())));
		transport.start().join();
		transport.connectPeer(PeerInfo.of(new PeerId("node-b"), "node-b.example:9002"));
	}

	static void call(NetworkTransport transport, PeerId nodeB, List<String> log) {
		transport.request(nodeB, "greeting", new byte[0]).thenAccept((reply) -> log.add(text(reply)));
		transport.send(nodeB, "audit", "started".getBytes(UTF_8));
	}

	static void callOneNode(NetworkTransport transport, PeerId nodeB, List<String> log) {
		NodeHandle b = transport.node(nodeB);
		b.request("greeting", new byte[0]).thenAccept((reply) -> log.add(text(reply)));
		b.send("audit", "started".getBytes(UTF_8));
	}

	static void serveOnTheLoop(NetworkTransport transport) {
		transport.onRequest(Route.path("echo").withDispatch(Dispatch.EVENT_LOOP),
				RequestHandler.replying(NetworkMessage::payload));
	}

	static CompletableFuture<Void> sendFile(NetworkTransport transport, PeerId nodeB, FileChannel file)
			throws IOException {
		ByteBuffer mapped = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
		NetworkMessage message = NetworkMessage.message(nodeB, "file", MessagePayload.of(mapped));
		return transport.send(message, Duration.ofSeconds(10));
	}

	static void receiveFiles(NetworkTransport transport, FileChannel file) {
		transport.onMessage(Route.path("file").withViews(), (message, context) -> message.content().read(file::write));
	}

	static void replyFrom(NetworkTransport transport, ByteBuffer page) {
		transport.onRequest("page", (request, context) -> {
			context.replyPayload(MessagePayload.of(page));
			return CompletableFuture.completedFuture(new byte[0]);
		});
	}

	static CompletableFuture<CharBuffer> readPage(NetworkTransport transport, PeerId nodeB) {
		NetworkMessage question = NetworkMessage.request(nodeB, "page", new byte[0]);
		return transport.request(question, Duration.ofSeconds(10), (reply) -> reply.content().read(UTF_8::decode));
	}

	static void streamFrom(MessageStream stream, FileChannel file) throws IOException {
		ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
		while (file.read(buffer.clear()) >= 0) {
			stream.send(MessagePayload.of(buffer.flip())).join(); // then it is free again
		}
		stream.finish();
	}

	static void streamTo(NetworkTransport transport, Checksum checksum) {
		transport.onStream("checked", (stream) -> stream.forEachPayload((item) -> item.read((bytes) -> {
			checksum.update(bytes);
			return bytes.position();
		})).thenRun(stream::finish));
	}

	static void serve(NetworkTransport transport, Reports reports, Store store) {
		transport.onRequest("report", (request, context) -> {
			CompletableFuture<byte[]> report = reports.begin(context.remaining());
			context.onCancel(() -> report.cancel(true));
			return report;
		});
		transport.onStream("upload", (stream) -> stream.forEach(store::append).thenRun(stream::finish));
		transport.onStream("download", (stream) -> {
			for (byte[] chunk : store.chunks()) {
				stream.send(chunk).join();
			}
			stream.finish();
		});
		transport.onStream("chat",
				(stream) -> stream.forEach((line) -> stream.send(answer(line))).thenRun(stream::finish));
	}

	static void upload(NetworkTransport transport, PeerId nodeB, List<byte[]> chunks) {
		MessageStream upload = transport.openStream(nodeB, "upload").join();
		for (byte[] chunk : chunks) {
			upload.send(chunk).join(); // waits until the reader has room
		}
		upload.finish();
		upload.closed().join(); // the other end has finished, too
	}

	static void download(NetworkTransport transport, PeerId nodeB, Sink file) {
		MessageStream download = transport.openStream(nodeB, "download").join();
		download.finish();
		download.forEach(file::write).join(); // or download.items(): a Flow.Publisher
	}

	static void failure(NetworkTransport transport, PeerId nodeB, List<String> log) {
		transport.request(NetworkMessage.request(nodeB, "greeting", new byte[0]), Duration.ofSeconds(2))
			.whenComplete((reply, failure) -> {
				if (failure instanceof NetworkException refused) {
					log.add(refused.code() + " " + refused.outcome() + (refused.isRetryable() ? ", try again" : ""));
				}
			});
	}

	static void readme(Path certificate, Path key, Path trusted, Consumer<byte[]> replies) {
		QuicTransport transport = new QuicTransport(
				new QuicTransportOptions().withIdentity(TlsIdentity.ofPem(certificate, key, trusted))
					.withBindAddress(new InetSocketAddress(9000)));
		transport.onRequest("greeting", RequestHandler.replying((request) -> "Hello".getBytes(UTF_8)));
		transport.start().join();
		transport.connectPeer(PeerInfo.of(new PeerId("node-b"), "node-b.example:9000")).join();
		byte[] reply = transport.request(new PeerId("node-b"), "greeting", new byte[0]).join();
		replies.accept(reply);
	}

	private static byte[] answer(byte[] line) {
		return ("You said " + text(line)).getBytes(UTF_8);
	}

	private static String text(byte[] bytes) {
		return new String(bytes, UTF_8);
	}

}
