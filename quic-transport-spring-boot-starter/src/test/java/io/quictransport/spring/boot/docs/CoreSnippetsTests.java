package io.quictransport.spring.boot.docs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.zip.CRC32;

import io.quictransport.ErrorCode;
import io.quictransport.MessageStream;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.NetworkTransport;
import io.quictransport.PeerId;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.spring.boot.docs.PlainJavaSnippets.Store;
import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * The snippets of the core's pages do what the pages say, between two nodes in memory.
 */
class CoreSnippetsTests {

	private static final PeerId SERVER = new PeerId("server");

	private static final PeerId CLIENT = new PeerId("client");

	private static final QuicTransportOptions OPTIONS = new QuicTransportOptions()
		.withTimeouts((timeouts) -> timeouts.withRequest(Results.PATIENCE));

	@AutoClose
	private final InMemoryNetwork network = new InMemoryNetwork();

	private final NetworkTransport server = this.network.node("server", OPTIONS);

	private final NetworkTransport client = this.network.node("client", OPTIONS);

	private final Store store = new Store(new CopyOnWriteArrayList<>());

	private final List<String> log = new CopyOnWriteArrayList<>();

	@BeforeEach
	void start() {
		PlainJavaSnippets.serve(this.server, (remaining) -> CompletableFuture.completedFuture(new byte[] { 42 }),
				this.store);
		PlainJavaSnippets.start(this.server, this.log);
		Results.get(this.client.start());
		Results.get(this.client.connectPeer(this.network.peer("server")));
	}

	@Test
	void requestsAreAnsweredAndMessagesHandled() {
		PlainJavaSnippets.call(this.client, SERVER, this.log);
		await().untilAsserted(() -> assertThat(this.log).containsExactlyInAnyOrder("Hello client", "client: started"));
		assertThat(Results.get(this.client.request(SERVER, "report", new byte[0]))).containsExactly(42);
	}

	@Test
	void aHandleCallsItsNodeAndAHandlerMayRunOnTheLoop() {
		PlainJavaSnippets.callOneNode(this.client, SERVER, this.log);
		await().untilAsserted(() -> assertThat(this.log).containsExactlyInAnyOrder("Hello client", "client: started"));
		PlainJavaSnippets.serveOnTheLoop(this.server);
		assertThat(Results.get(this.client.node(SERVER).request("echo", bytes("x")))).isEqualTo(bytes("x"));
	}

	@Test
	void payloadsNeedNoArray(@TempDir Path directory) throws IOException {
		byte[] content = new byte[200_000];
		new Random(1).nextBytes(content);
		Path sent = Files.write(directory.resolve("sent"), content);
		Path received = directory.resolve("received");
		try (FileChannel from = FileChannel.open(sent);
				FileChannel to = FileChannel.open(received, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
			PlainJavaSnippets.receiveFiles(this.server, to);
			Results.get(PlainJavaSnippets.sendFile(this.client, SERVER, from));
			await().untilAsserted(() -> assertThat(Files.size(received)).isEqualTo(content.length));
			assertThat(received).hasBinaryContent(content);
			PlainJavaSnippets.replyFrom(this.server, ByteBuffer.wrap(content));
			assertThat(Results.get(this.client.request(SERVER, "page", new byte[0]))).isEqualTo(content);
			assertThat(Results.get(PlainJavaSnippets.readPage(this.client, SERVER)).toString())
				.isEqualTo(new String(content, UTF_8));
			CRC32 checked = new CRC32();
			PlainJavaSnippets.streamTo(this.server, checked);
			MessageStream stream = Results.get(this.client.openStream(SERVER, "checked"));
			PlainJavaSnippets.streamFrom(stream, from);
			Results.get(stream.forEach((none) -> {
			}));
			CRC32 expected = new CRC32();
			expected.update(content);
			assertThat(checked.getValue()).isEqualTo(expected.getValue());
		}
	}

	@Test
	void streamsUploadDownloadAndConverse() {
		PlainJavaSnippets.upload(this.client, SERVER, List.of(bytes("a"), bytes("b")));
		List<byte[]> downloaded = new ArrayList<>();
		PlainJavaSnippets.download(this.client, SERVER, downloaded::add);
		assertThat(downloaded).containsExactly(bytes("a"), bytes("b"));
		MessageStream chat = Results.get(this.client.openStream(SERVER, "chat"));
		ConnectionSnippets.send(chat, List.of(bytes("hi")));
		chat.finish();
		List<byte[]> answers = new ArrayList<>();
		Results.get(chat.forEach(answers::add));
		assertThat(answers).containsExactly(bytes("You said hi"));
	}

	@Test
	void aFailureSaysWhatIsKnown() {
		this.client.connectPeer(this.network.peer("nobody"));
		PlainJavaSnippets.failure(this.client, new PeerId("nobody"), this.log);
		await().untilAsserted(() -> assertThat(this.log).containsExactly("NOT_CONNECTED NOT_SENT, try again"));
	}

	@Test
	void whatMayBeTriedAgainIsTriedAgainAndThenFails() {
		assertThat(Results.get(ConnectionSnippets.ask(this.client, SERVER, 0))).asString(UTF_8)
			.isEqualTo("Hello client");
		this.client.connectPeer(this.network.peer("nobody"));
		assertThat(catchThrowable(() -> Results.get(ConnectionSnippets.ask(this.client, new PeerId("nobody"), 3))))
			.hasStackTraceContaining(ErrorCode.NOT_CONNECTED.name());
	}

	@Test
	void listenersFollowPeersAndNodesTellOfThemselves() {
		Set<PeerId> ring = ConcurrentHashMap.newKeySet();
		ConnectionSnippets.follow(this.client, ring);
		await().until(() -> ring.contains(SERVER));
		ConnectionSnippets.announce(this.client);
		await().until(() -> this.server.peers()
			.stream()
			.flatMap((peer) -> Stream.ofNullable(peer.info()))
			.anyMatch((info) -> info.services().contains("orders")));
		this.network.cut("server", "client");
		await().until(ring::isEmpty);
	}

	@Test
	void aHandlerPassesOnTheTimeThatIsLeft() {
		Duration longer = Results.PATIENCE.multipliedBy(2);
		this.server.onRequest("count", (request, context) -> CompletableFuture
			.completedFuture(bytes((context.remaining().compareTo(Results.PATIENCE) > 0) ? "passed on" : "not")));
		ConnectionSnippets.passOn(this.client, SERVER);
		Results.get(this.server.connectPeer(this.network.peer("client")));
		assertThat(Results.get(this.server.request(NetworkMessage.request(CLIENT, "price", new byte[0]), longer))
			.payload()).asString(UTF_8).isEqualTo("passed on");
	}

	@Test
	void aNodeDrainsAndStops() {
		ConnectionSnippets.stop(this.server);
		assertThat(catchThrowable(() -> Results.get(this.server.request(CLIENT, "x", new byte[0]))))
			.isInstanceOfSatisfying(NetworkException.class,
					(failure) -> assertThat(failure.code()).isEqualTo(ErrorCode.NOT_RUNNING));
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Results.PATIENCE);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(UTF_8);
	}

}
