package io.quictransport.scenario;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.quictransport.ErrorCode;
import io.quictransport.PeerId;
import io.quictransport.RequestHandler;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.Needs;
import io.quictransport.testing.RealPart;
import io.quictransport.testing.TestCertificate;
import io.quictransport.testing.TestCertificate.PemFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.quictransport.support.TestNodes.addressOf;
import static io.quictransport.support.TestNodes.bytes;
import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

/**
 * A node talks to a client on another QUIC stack that was written from
 * {@code docs/wire-protocol.md} alone: {@code src/test/go/interop}.
 */
@Needs(RealPart.QUIC_GO)
class QuicGoInteropTests {

	private static final PeerId CLIENT = new PeerId("go-client");

	private static final Duration BUILD = Duration.ofMinutes(3);

	private static final int CERTIFICATE_REQUIRED = 116;

	private static final int UNKNOWN_CA = 48;

	private static Path directory;

	private final TestNodes nodes = new TestNodes();

	private final AtomicInteger handled = new AtomicInteger();

	private QuicTransport node;

	@BeforeAll
	static void build(@TempDir Path temporary) throws IOException, InterruptedException {
		directory = temporary;
		ProcessBuilder go = new ProcessBuilder("/usr/bin/go", "build", "-o", client(), ".")
			.directory(Path.of("src/test/go/interop").toFile())
			.inheritIO();
		go.environment().put("GO111MODULE", "off");
		go.environment().put("GOPATH", "/usr/share/gocode");
		go.environment().put("GOCACHE", Path.of("target/go-build").toAbsolutePath().toString());
		Process build = go.start();
		assertThat(build.waitFor(BUILD.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(build.exitValue()).isZero();
	}

	private static String client() {
		return directory.resolve("interop").toString();
	}

	@BeforeEach
	void start() {
		this.node = this.nodes.start("node-b");
		this.node.onRequest("echo", RequestHandler.replying((request) -> {
			assertThat(request.headers()).containsExactly(Map.entry("lang", "de"));
			this.handled.incrementAndGet();
			return request.payload();
		}));
		this.node.onRequest("length", RequestHandler.replying((request) -> bytes("" + request.payload().length)));
		this.node.onMessage("count", (message, context) -> {
			assertThat(context.peer()).isEqualTo(CLIENT);
			this.handled.incrementAndGet();
		});
		this.node.onStream("chat",
				(stream) -> stream.forEach((item) -> stream.send(item).join()).thenRun(stream::finish));
	}

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void aClientOnQuicGoHasAllThatTheProtocolOffersAndLeavesInOrder() throws Exception {
		Process client = run(this.nodes.certificates.certificate(CLIENT.value()).writePem(directory.resolve("good")));
		try {
			List<String> lines = linesTo(client, "ready");
			assertThat(lines).containsOnlyOnce("hello node-b []")
				.containsOnlyOnce("pong")
				.containsOnlyOnce("answer 1 code 0x0 größer")
				.containsOnlyOnce("answer 2 code 0x40 ")
				.containsOnlyOnce("refused event 4 code 0x40")
				.containsOnlyOnce("acknowledged 4")
				.containsOnlyOnce("transferred 5 code 0x0 100000")
				.containsOnlyOnce("stream sent 60 came 60 waited true");
			await().atMost(TestNodes.PATIENCE).untilAtomic(this.handled, is(2));
			assertThat(this.node.isConnected(CLIENT)).isTrue();
			theNodeCallsTheClient(client);
			client.getOutputStream().close();
			assertThat(linesTo(client, "done")).isNotNull();
			assertThat(client.waitFor(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
			assertThat(client.exitValue()).isZero();
			await().atMost(TestNodes.PATIENCE).until(() -> !this.node.isConnected(CLIENT));
			assertThat(this.node.stats().errors()).doesNotContainKeys(ErrorCode.PROTOCOL_VIOLATION,
					ErrorCode.CONNECTION_LOST, ErrorCode.IDLE_TIMEOUT);
		}
		finally {
			client.destroyForcibly();
		}
	}

	private void theNodeCallsTheClient(Process client) throws IOException {
		assertThat(get(this.node.request(CLIENT, "shout", bytes("quic")))).isEqualTo(bytes("QUIC"));
		assertThat(failureOf(this.node.request(CLIENT, "nowhere", bytes("quic"))).code())
			.isEqualTo(ErrorCode.NO_SUCH_PATH);
		get(this.node.send(CLIENT, "note", bytes("well")));
		assertThat(linesTo(client, "noted well")).isNotNull();
		assertThat(failureOf(this.node.send(CLIENT, "nowhere", bytes("well"))).code())
			.isEqualTo(ErrorCode.NO_SUCH_PATH);
	}

	@Test
	void aClientWithoutACertificateIsRefused() throws Exception {
		PemFiles files = this.nodes.certificates.certificate(CLIENT.value()).writePem(directory.resolve("none"));
		assertRefused(start("-", "-", files.ca().toString()), CERTIFICATE_REQUIRED, ErrorCode.CERTIFICATE_REQUIRED);
	}

	@Test
	void aClientWithACertificateOfAnotherCaIsRefused() throws Exception {
		TestCertificate other = this.nodes.certificates.otherCa().certificate(CLIENT.value());
		PemFiles wrong = other.writePem(directory.resolve("wrong"));
		PemFiles right = this.nodes.certificates.certificate(CLIENT.value()).writePem(directory.resolve("right"));
		assertRefused(start(wrong.chain().toString(), wrong.key().toString(), right.ca().toString()), UNKNOWN_CA,
				ErrorCode.CERTIFICATE_UNTRUSTED);
	}

	private void assertRefused(Process client, int alert, ErrorCode counted) throws Exception {
		try {
			assertThat(linesTo(client, "refused alert " + alert)).hasSize(1);
			assertThat(client.waitFor(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		}
		finally {
			client.destroyForcibly();
		}
		await().atMost(TestNodes.PATIENCE)
			.untilAsserted(() -> assertThat(this.node.stats().errors()).containsOnlyKeys(counted));
		assertThat(this.node.peers()).isEmpty();
		assertThat(this.handled).hasValue(0);
	}

	private Process run(PemFiles files) throws IOException {
		return start(files.chain().toString(), files.key().toString(), files.ca().toString());
	}

	private Process start(String chain, String key, String ca) throws IOException {
		return new ProcessBuilder(client(), addressOf(this.node), chain, key, ca, CLIENT.value())
			.redirectErrorStream(true)
			.start();
	}

	/** Reads what the client says, up to a line. */
	private static List<String> linesTo(Process client, String last) throws IOException {
		List<String> lines = new ArrayList<>();
		BufferedReader output = client.inputReader(StandardCharsets.UTF_8);
		for (String line = output.readLine(); line != null; line = output.readLine()) {
			lines.add(line);
			if (line.equals(last)) {
				return lines;
			}
		}
		throw new AssertionError("the client has ended without '" + last + "': " + lines);
	}

}
