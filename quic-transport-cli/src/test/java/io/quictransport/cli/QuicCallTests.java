package io.quictransport.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.quictransport.NetworkMessage;
import io.quictransport.cli.Shell.Result;
import io.quictransport.testing.TestCertificate;
import io.quictransport.testing.TestCertificates;
import io.quictransport.testing.contract.Results;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.dataformat.cbor.CBORMapper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A person at a shell calls a node over QUIC, is answered, or is told what is wrong and
 * what to do.
 */
class QuicCallTests {

	private static final TestCertificates CERTIFICATES = TestCertificates.create();

	@TempDir
	private static Path directory;

	private static TestNode node;

	private static Shell shell;

	@BeforeAll
	static void start() {
		node = TestNode.start(CERTIFICATES);
		shell = Shell.with(CERTIFICATES.certificate("operator"), directory);
	}

	@AfterAll
	static void stop() {
		node.close();
	}

	@BeforeEach
	void forget() {
		node.received.clear();
	}

	@Test
	void aReplyIsPrinted() {
		assertThat(shell.run("call", node.address(), "greeting", "4711"))
			.isEqualTo(Result.success("Hello 4711, operator"));
		assertThat(shell.run("call", "node-b@" + node.address(), "greeting"))
			.isEqualTo(Result.success("Hello , operator"));
		assertThat(shell.run("call", node.address(), "nothing")).isEqualTo(Result.success(""));
		assertThat(shell.run("call", node.address(), "bytes")).isEqualTo(Result.success("cafe"));
	}

	@Test
	void headersTravelAndAPayloadMayComeFromAFileOrStandardInput() throws Exception {
		Path file = Files.writeString(directory.resolve("order.json"), "{\"id\":1}");
		assertThat(shell.run("call", node.address(), "orders.find", "@" + file, "--header", "tenant=blue",
				"--header=a=b=c"))
			.isEqualTo(Result.success("{\"id\":1}"));
		assertThat(node.received().headers()).isEqualTo(Map.of("tenant", "blue", "a", "b=c"));
		assertThat(shell.typing("[2]").run("call", node.address(), "orders.find", "-"))
			.isEqualTo(Result.success("[2]"));
	}

	@Test
	void jsonIsTypedAndShownWhereCborTravels() throws Exception {
		assertThat(
				shell.run("call", node.address(), "orders.find", "{\"id\": 1}", "--content-type", "application/cbor"))
			.isEqualTo(Result.success("{\"id\":1}"));
		NetworkMessage message = node.received();
		assertThat(message.headers()).containsExactly(Map.entry("content-type", "application/cbor"));
		assertThat(new CBORMapper().readTree(message.payload()).get("id").asInt()).isEqualTo(1);
	}

	@Test
	void numbersKeepAllTheirDigitsWhereCborTravels() {
		String numbers = "[0.12345678901234567890123456789,1.5,1E-400,9007199254740993.5,12345678901234567890123]";
		assertThat(shell.run("call", node.address(), "orders.find", numbers, "--content-type", "application/cbor"))
			.isEqualTo(Result.success(numbers));
	}

	@Test
	void numbersWithAFractionAreDoublesInCborUnlessThatLosesDigits() throws Exception {
		shell.run("call", node.address(), "orders.find", "[1.5,0.1,-2.50,1e3,0.0,0.12345678901234567890,1e400]",
				"--content-type", "application/cbor");
		List<Boolean> doubles = new ArrayList<>();
		new CBORMapper().readTree(node.received().payload()).forEach((number) -> doubles.add(number.isDouble()));
		assertThat(doubles).containsExactly(true, true, true, true, true, false, false);
	}

	@Test
	void textGoesAsItIsUnderItsOwnType() throws Exception {
		assertThat(shell.run("call", node.address(), "greeting", "Ann", "--content-type", "text/plain"))
			.isEqualTo(Result.success("Hello Ann, operator"));
		assertThat(node.received().headers()).containsExactly(Map.entry("content-type", "text/plain"));
	}

	@Test
	void aOneWayMessageIsSent() throws Exception {
		assertThat(shell.run("send", node.address(), "orders.changed", "{\"id\":4711}")).isEqualTo(Result.success(""));
		assertThat(node.received().payload()).asString(UTF_8).isEqualTo("{\"id\":4711}");
	}

	@Test
	void itemsOfAStreamArePrintedAsLines() {
		String lines = String.join(System.lineSeparator(), "1", "[2]", "{\"id\":4712}");
		assertThat(shell.run("stream", node.address(), "orders.since", "1", "[2]")).isEqualTo(Result.success(lines));
		assertThat(shell.typing("1\n\n[2]\n").run("stream", node.address(), "orders.since", "-"))
			.isEqualTo(Result.success(lines));
		assertThat(shell.run("stream", node.address(), "orders.since")).isEqualTo(Result.success("{\"id\":4712}"));
	}

	@Test
	void aStreamEndsWhenNobodyReadsItsLinesAnyMore() {
		assertThat(printingTo(failing("Broken pipe"), "stream", node.address(), "ticks")).isEqualTo(Result.success(""));
		assertThat(Results.failureOf(node.ticking).code()).hasToString("CANCELLED");
	}

	@Test
	void anOutputThatIsLostIsNoSuccess() {
		Result lost = new Result(1, "", "quic-call: standard output cannot be written: No space left on device. The"
				+ " call itself has not failed." + System.lineSeparator());
		assertThat(printingTo(failing("No space left on device"), "call", node.address(), "greeting")).isEqualTo(lost);
		assertThat(printingTo(failing("No space left on device"), "routes", node.address())).isEqualTo(lost);
		assertThat(printingTo(failing("No space left on device"), "stream", node.address(), "orders.since"))
			.isEqualTo(lost);
		assertThat(printingTo(failing("Broken pipe"), "call", node.address(), "greeting").code()).isEqualTo(1);
		assertThat(printingTo(failing("No space left on device"), "--help").code()).isEqualTo(1);
		assertThat(printingTo(failing("No space left on device"), "send", node.address(), "orders.changed"))
			.isEqualTo(Result.success(""));
	}

	private static Result printingTo(OutputStream out, String... arguments) {
		ByteArrayOutputStream err = new ByteArrayOutputStream();
		int code = QuicCall.run(InputStream.nullInputStream(), out, err,
				Stream.concat(Stream.of(arguments), shell.identity().stream()).toArray(String[]::new));
		return new Result(code, "", err.toString(UTF_8));
	}

	private static OutputStream failing(String message) {
		return new OutputStream() {
			@Override
			public void write(int value) throws IOException {
				throw new IOException(message);
			}
		};
	}

	@Test
	void aNodeSaysWhatItIsAndServes() {
		Result peers = shell.run("peers", node.address());
		assertThat(peers.code()).isZero();
		assertThat(peers.out().lines())
			.startsWith("node-b", "  addresses  " + node.address(), "  services   orders, stock",
					"  metadata   zone=eu")
			.anyMatch((line) -> line.matches(" {2}version {4}[0-9]+"))
			.anyMatch((line) -> line.matches(" {2}software {3}quic-transport/.+"))
			.endsWith("  paths      5 of requests, 1 of one-way messages, 2 of streams");
		assertThat(shell.run("routes", node.address()).out().lines()).containsExactly("request  bytes",
				"request  greeting", "request  never", "request  nothing", "request  orders.find",
				"message  orders.changed", "stream   orders.since", "stream   ticks");
	}

	@Test
	void aPathThatNobodyServesIsARefusal() {
		for (String command : List.of("call", "send", "stream")) {
			Result result = shell.run(command, node.address(), "orders.fnd");
			assertThat(result.code()).isEqualTo(1);
			assertThat(result.out()).isEmpty();
			assertThat(result.err())
				.startsWith("quic-call: NO_SUCH_PATH (NOT_ACCEPTED: no handler has done anything): ")
				.endsWith("The command 'routes' lists what the node serves." + System.lineSeparator());
		}
	}

	@Test
	void theApplicationsOwnCodeIsShown() {
		Result result = shell.run("call", node.address(), "orders.find");
		assertThat(result.code()).isEqualTo(1);
		assertThat(result.err())
			.isEqualTo("quic-call: NOT_FOUND (UNKNOWN: a handler may have run): there is no such order"
					+ System.lineSeparator());
	}

	@Test
	void anAnswerThatDoesNotComeInTimeIsAFailure() {
		Result result = shell.run("call", node.address(), "never", "--timeout", "1500ms");
		assertThat(result.code()).isEqualTo(1);
		assertThat(result.err()).startsWith("quic-call: DEADLINE_EXCEEDED (UNKNOWN: a handler may have run): ")
			.contains("Give it longer by --timeout.");
	}

	@Test
	void aNodeOfAnotherCaIsNotCalled() {
		Path own = directory.resolve("other");
		Shell stranger = Shell.with(CERTIFICATES.otherCa().certificate("operator"), own);
		Result result = stranger.run("call", node.address(), "greeting");
		assertThat(result.code()).isEqualTo(1);
		assertThat(result.err()).startsWith("quic-call: CERTIFICATE_UNTRUSTED (NOT_SENT: nothing was sent): ")
			.contains("Name by --ca the CA that has issued the node's certificate.");
		assertThat(node.received).isEmpty();
	}

	@Test
	void aNodeWithAnotherIdThanTheOneNamedIsNotCalled() {
		Result result = shell.run("call", "node-c@" + node.address(), "greeting");
		assertThat(result.code()).isEqualTo(1);
		assertThat(result.err()).startsWith("quic-call: PEER_ID_MISMATCH ").contains("node-b");
		assertThat(node.received).isEmpty();
	}

	@Test
	void whereNobodyListensNothingIsSent() throws Exception {
		// Bound, so that nobody else is there, and silent.
		try (DatagramSocket silent = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
			Result result = shell.run("call", "127.0.0.1:" + silent.getLocalPort(), "greeting", "--timeout", "300ms");
			assertThat(result.code()).isEqualTo(1);
			assertThat(result.err()).matches("(?s)quic-call: (CONNECT_TIMEOUT|DEADLINE_EXCEEDED) \\(NOT_SENT: .*");
		}
	}

	@Test
	void whatIsNoJsonIsNotSent() {
		Result result = shell.run("call", node.address(), "greeting", "{\"id\": }");
		assertThat(result.code()).isEqualTo(2);
		assertThat(result.err()).startsWith("quic-call: the payload is not JSON: ")
			.contains("; text goes with --content-type text/plain.");
		assertThat(shell.run("call", node.address(), "greeting", "{} {}").code()).isEqualTo(2);
		assertThat(node.received).isEmpty();
	}

	@Test
	void aCommandLineThatMakesNoSenseIsNamed() {
		assertUsage("no command is given; there are call, send, stream, peers and routes");
		assertUsage("there is no command 'cal'; there are call, send, stream, peers and routes", "cal", node.address());
		assertUsage("'call' takes <node> <path> [<payload>], but has 1 argument", "call", node.address());
		assertUsage("'routes' takes <node>, but has 2 arguments", "routes", node.address(), "more");
		assertUsage("there is no option --tiemout; an argument that begins with a hyphen goes behind --", "routes",
				node.address(), "--tiemout", "1s");
		assertUsage("the timeout '10' is none; write 500ms, 10s or 2m", "routes", node.address(), "--timeout", "10");
		assertUsage("the header 'tenant' is not of the form name=value", "routes", node.address(), "--header",
				"tenant");
		assertUsage("the content type 'cbor' is none; write one such as application/cbor", "routes", node.address(),
				"--content-type", "cbor");
		assertUsage("there is no node id source 'cn'; there are uri-san, dns-san and spiffe-id", "routes",
				node.address(), "--node-id-source", "cn");
		assertThat(shell.run("routes", "node-b").err())
			.startsWith("quic-call: the node 'node-b' is not host:port or" + " id@host:port: ");
		assertThat(shell.run("call", node.address(), "greeting", "@/nowhere").err())
			.startsWith("quic-call: the payload @/nowhere cannot be read: ");
		assertThat(Shell.without().run("routes", node.address(), "--timeout").err())
			.startsWith("quic-call: the option --timeout has no value.");
	}

	private static void assertUsage(String text, String... arguments) {
		assertThat(shell.run(arguments)).isEqualTo(new Result(2, "", "quic-call: " + text + "." + System.lineSeparator()
				+ "quic-call --help says more." + System.lineSeparator()));
	}

	@Test
	void anIdentityIsNeededAndMayComeFromOneDirectory() throws Exception {
		assertThat(Shell.without().run("routes", node.address()).err()).startsWith(
				"quic-call: the caller needs a certificate: --cert, --key and --ca, or --bundle with a directory; --cert is"
						+ " missing.");
		Path bundle = bundle("operator-2");
		assertThat(Shell.without().run("call", node.address(), "greeting", "--bundle", bundle.toString()))
			.isEqualTo(Result.success("Hello , operator-2"));
		Files.delete(bundle.resolve("tls.key"));
		assertThat(Shell.without().run("routes", node.address(), "--bundle", bundle.toString()))
			.returns(2, Result::code)
			.satisfies((result) -> assertThat(result.err())
				.startsWith("quic-call: the file " + bundle.resolve("tls.key") + " cannot be read."));
	}

	@Test
	void aKeyOfAnotherCertificateIsNamed() {
		String key = CERTIFICATES.certificate("operator").writePem(directory.resolve("another")).key().toString();
		Result result = shell.run("routes", node.address());
		assertThat(result.code()).isZero();
		List<String> files = shell.identity();
		Result mixed = Shell.without()
			.run("routes", node.address(), "--cert", files.get(1), "--key", key, "--ca", files.get(5));
		assertThat(mixed.code()).isEqualTo(1);
		assertThat(mixed.err()).startsWith("quic-call: INVALID_IDENTITY (NOT_SENT: nothing was sent): ");
	}

	@Test
	void helpAndVersionNeedNothing() {
		assertThat(Shell.without().run("--help").out()).contains("quic-call stream <node> <path> [<payload> ...]");
		assertThat(Shell.without().run("--version").out()).matches("quic-call [0-9].*\\R");
	}

	@Test
	void aQuestionBehindTwoHyphensOrAsAValueIsAPayloadOrThatValue() throws Exception {
		for (String question : List.of("--help", "-h", "--version")) {
			assertThat(shell.run("call", node.address(), "greeting", "--header", question + "=a", "--content-type",
					"text/plain", "--header", "b=" + question, "--header=c=" + question))
				.isEqualTo(Result.success("Hello , operator"));
			assertThat(node.received().headers()).containsEntry(question, "a").containsEntry("b", question);
			assertThat(Shell.without()
				.run(Stream
					.concat(shell.identity().stream(),
							Stream.of("call", node.address(), "greeting", "--content-type", "text/plain", "--",
									question))
					.toArray(String[]::new)))
				.isEqualTo(Result.success("Hello " + question + ", operator"));
			assertThat(node.received().payload()).asString(UTF_8).isEqualTo(question);
			assertThat(shell.run("call", node.address(), "greeting", "--timeout", question).err())
				.startsWith("quic-call: the timeout '" + question + "' is none");
		}
	}

	@Test
	void anArgumentThatTheLocaleCannotRepresentIsNotSent() {
		String spoilt = "\"gr\uFFFD\uFFFDe\"";
		assertUsage(
				"the argument '" + spoilt + "' has characters that this locale cannot represent; set LC_ALL=C.UTF-8, or"
						+ " give a payload as - or @file",
				"call", node.address(), "greeting", spoilt);
		assertThat(shell.run("call", node.address(), "greeting", "--header", "a=\uFFFD").code()).isEqualTo(2);
		assertThat(shell.run("call", node.address(), "greeting", "--header=a=\uFFFD").code()).isEqualTo(2);
		assertThat(node.received).isEmpty();
	}

	@Test
	void whatANodeStatesNeitherForgesLinesNorMovesTheTerminal() {
		String shown = "a\\nb\\u001b[2J\\u202e";
		try (TestNode forging = TestNode.forging(CERTIFICATES)) {
			assertThat(shell.run("peers", forging.address()).out().lines())
				.contains("  services   " + shown, "  metadata   " + shown + "=" + shown)
				.hasSize(7);
			assertThat(shell.run("routes", forging.address()).out().lines()).containsExactly("request  " + shown,
					"request  echo", "request  refusing", "stream   breaking");
			assertThat(shell.run("call", forging.address(), "refusing").err())
				.isEqualTo("quic-call: NOT_FOUND with the details " + shown + " (UNKNOWN: a handler may have run): "
						+ shown + System.lineSeparator());
			assertThat(shell.typing("\u001B[1mbold")
				.run("call", forging.address(), "echo", "-", "--content-type", "text/plain"))
				.isEqualTo(Result.success("\u001B[1mbold"));
		}
	}

	@Test
	void anItemThatIsNoJsonEndsTheStreamThatIsOpen() {
		Result result = shell.typing("1\n[2]\n{\n4\n").run("stream", node.address(), "orders.since", "-");
		assertThat(result.code()).isEqualTo(1);
		assertThat(result.err()).startsWith("quic-call: the payload is not JSON: ")
			.endsWith("; the stream was opened, and 2 items sent before." + System.lineSeparator());
		assertThat(shell.run("stream", node.address(), "orders.since", "1", "{").code()).isEqualTo(2);
	}

	@Test
	void aStreamThatTheNodeGivesUpEndsThoughStandardInputStaysOpen() throws Exception {
		try (TestNode forging = TestNode.forging(CERTIFICATES);
				PipedOutputStream typed = new PipedOutputStream();
				PipedInputStream open = new PipedInputStream(typed)) {
			typed.write("1\n".getBytes(UTF_8));
			typed.flush();
			CompletableFuture<Result> result = CompletableFuture
				.supplyAsync(() -> shell.reading(open).run("stream", forging.address(), "breaking", "-"));
			assertThat(Results.get(result)).isEqualTo(new Result(1, "",
					"quic-call: NOT_FOUND (UNKNOWN: a handler may have run): no more" + System.lineSeparator()));
		}
	}

	@Test
	void aTimeoutMayBeAsShortAsOneMillisecondAndAsLongAsAYear() throws Exception {
		try (DatagramSocket silent = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
			assertThat(shell.run("call", "127.0.0.1:" + silent.getLocalPort(), "greeting", "--timeout", "1ms").err())
				.startsWith("quic-call: DEADLINE_EXCEEDED (NOT_SENT: ")
				.contains("Give it longer by --timeout.");
		}
		assertThat(shell.run("call", node.address(), "greeting", "--timeout", "525600m"))
			.isEqualTo(Result.success("Hello , operator"));
		assertUsage("the timeout '525601m' is too long; write at most 525600m, a year", "call", node.address(),
				"greeting", "--timeout", "525601m");
	}

	static Path bundle(String id) throws IOException {
		Path bundle = Files.createDirectory(directory.resolve(id));
		TestCertificate.PemFiles files = CERTIFICATES.certificate(id).writePem(bundle);
		Files.move(files.chain(), bundle.resolve("tls.crt"));
		Files.move(files.key(), bundle.resolve("tls.key"));
		Files.move(files.ca(), bundle.resolve("ca.crt"));
		return bundle;
	}

}
