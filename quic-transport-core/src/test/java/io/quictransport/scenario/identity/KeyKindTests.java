package io.quictransport.scenario.identity;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.TransportState;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.support.CapturedLogs;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.KeyedCertificates;
import io.quictransport.tls.TlsIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.quictransport.support.TestNodes.connect;
import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * Each kind of key works, of a node and of a CA, in both roles, from the start and after
 * a rotation; or it is refused by name. None ends the process.
 */
class KeyKindTests {

	private final TestNodes nodes = new TestNodes();

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "EC:P-256", "EC:P-384", "EC:P-521", "RSA:2048", "RSA:3072", "RSA:4096", "RSA:8192", "Ed25519" })
	void aKindOfNodeKeyWorksInBothRolesFromTheStartAndAfterARotation(String kind) {
		KeyedCertificates ca = KeyedCertificates.create("EC:P-256");
		QuicTransport node = start(ca.issue("node-a", kind).identity());
		QuicTransport usual = start(ca.issue("node-b", "EC:P-256").identity());
		QuicTransport alike = start(ca.issue("node-c", kind).identity());
		assertBothRoles(node, usual);
		assertBothRoles(node, alike);
		usual.rotateIdentity(ca.issue("node-b", kind).identity());
		node.rotateIdentity(ca.issue("node-a", "EC:P-256").identity());
		assertBothRoles(node, usual);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "EC:P-256", "EC:P-384", "EC:P-521", "RSA:2048", "RSA:8192", "Ed25519", "Ed448", "PSS:2048" })
	void aKindOfCaKeyWorksInBothRolesFromTheStartAndAfterARotation(String kind) {
		KeyedCertificates ca = KeyedCertificates.create(kind);
		KeyedCertificates.Issued ofNode = ca.intermediate("EC:P-256", next()).issue("node-a", "EC:P-256");
		KeyedCertificates.Issued ofOther = ca.issue("node-b", "EC:P-256");
		QuicTransport node = start(ofNode.identity());
		QuicTransport other = start(ofOther.identity());
		assertBothRoles(node, other);
		KeyedCertificates another = KeyedCertificates.create("EC:P-256");
		node.rotateIdentity(another.issue("node-a", "EC:P-256").identity());
		other.rotateIdentity(another.issue("node-b", "EC:P-256").identity());
		assertBothRoles(node, other);
		node.rotateIdentity(ofNode.identity());
		other.rotateIdentity(ofOther.identity());
		assertBothRoles(node, other);
	}

	@ParameterizedTest
	@ValueSource(strings = { "EC:secp256k1, secp256k1", "EC:brainpoolP256r1, brainpoolP256r1",
			"EC:brainpoolP384r1, brainpoolP384r1", "EC:brainpoolP512r1, brainpoolP512r1", "EC:P-224, P-224",
			"Ed448, Ed448", "RSA:1024, RSA of 1024 bits", "PSS:2048, RSASSA-PSS", "DSA:2048, DSA" })
	void aKindOfNodeKeyThatCannotBeUsedIsRefusedByNameAtTheStartAndAtARotation(String kindAndName) {
		String[] kind = kindAndName.split(", ");
		KeyedCertificates ca = KeyedCertificates.create("EC:P-256");
		TlsIdentity refused = ca.issue("node-a", kind[0]).identity();
		assertRefused(failureOf(this.nodes.make(options(refused)).start()), "CN=node-a", kind[1],
				"an EC key on P-256, P-384 or P-521, an RSA key of 2048 to 8192 bits, or an Ed25519 key");
		QuicTransport node = start(ca.issue("node-a", "EC:P-256").identity());
		assertKept(node, start(ca.issue("node-b", "EC:P-256").identity()), refused, "CN=node-a", kind[1]);
	}

	@ParameterizedTest
	@ValueSource(strings = { "EC:secp256k1, secp256k1", "EC:brainpoolP256r1, brainpoolP256r1" })
	void aKindOfCaKeyThatCannotBeUsedIsRefusedByNameAtTheStartAndAtARotation(String kindAndName) {
		String[] kind = kindAndName.split(", ");
		KeyedCertificates ca = KeyedCertificates.create(kind[0]);
		TlsIdentity refused = ca.issue("node-a", "EC:P-256").identity();
		assertRefused(failureOf(this.nodes.make(options(refused)).start()), "CN=node-a", "CN=CA with EC " + kind[1],
				"signatures Java cannot check");
		KeyedCertificates good = KeyedCertificates.create("EC:P-256");
		TlsIdentity below = good.intermediate(kind[0], next()).issue("node-a", "EC:P-256").identity();
		assertRefused(failureOf(this.nodes.make(options(below)).start()), "CN=Intermediate CA with EC " + kind[1],
				"signatures Java cannot check");
		QuicTransport node = start(good.issue("node-a", "EC:P-256").identity());
		assertKept(node, start(good.issue("node-b", "EC:P-256").identity()), refused, "CN=CA with EC " + kind[1]);
	}

	@Test
	void aPrivateKeyOfAnotherCertificateIsRefusedAtTheStartAndAtARotation() {
		KeyedCertificates ca = KeyedCertificates.create("EC:P-256");
		KeyedCertificates.Issued old = ca.issue("node-a", "EC:P-256");
		for (String kind : List.of("EC:P-256", "EC:P-384", "RSA:2048", "Ed25519")) {
			KeyedCertificates.Issued renewed = ca.issue("node-a", kind);
			for (TlsIdentity half : List.of(TlsIdentity.of(old.key(), renewed.chain(), List.of(ca.root())),
					TlsIdentity.of(renewed.key(), old.chain(), List.of(ca.root())))) {
				assertRefused(failureOf(this.nodes.make(options(half)).start()), "CN=node-a",
						"does not belong to the private key; take both from the same renewal");
			}
		}
		QuicTransport node = start(old.identity());
		KeyedCertificates.Issued renewed = ca.issue("node-a", "EC:P-256");
		assertKept(node, start(ca.issue("node-b", "EC:P-256").identity()),
				TlsIdentity.of(old.key(), renewed.chain(), List.of(ca.root())), "does not belong to the private key");
		node.rotateIdentity(renewed.identity());
		assertThat(node.identity().certificate()).isEqualTo(renewed.chain().get(0));
	}

	@Test
	void aNodeThatIsStoppedRefusesAnIdentityToo() {
		KeyedCertificates ca = KeyedCertificates.create("EC:P-256");
		TlsIdentity own = ca.issue("node-a", "EC:P-256").identity();
		QuicTransport node = this.nodes.make(options(own));
		NetworkException refused = catchThrowableOfType(NetworkException.class,
				() -> node.rotateIdentity(ca.issue("node-a", "EC:secp256k1").identity()));
		assertRefused(refused, "secp256k1");
		assertThat(node.identity()).isSameAs(own);
		get(node.start());
		assertBothRoles(node, start(ca.issue("node-b", "EC:P-256").identity()));
	}

	/** Those that have ended it, in one of their own. */
	@Test
	void noKindOfKeyEndsTheProcess() throws Exception {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-XX:-CreateCoredumpOnCrash", "-cp", System.getProperty("java.class.path"),
						KeyKindProcess.class.getName(), "EC:secp256k1", "EC:brainpoolP256r1", "EC:brainpoolP384r1",
						"EC:brainpoolP512r1", "Ed448", "PSS:2048"));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		assertThat(output.lines()).filteredOn((line) -> line.startsWith("refused ")).hasSize(12);
	}

	private void assertBothRoles(QuicTransport node, QuicTransport other) {
		connect(node, other);
		get(node.disconnect(idOf(other)));
		await().until(() -> !other.isConnected(idOf(node)));
		connect(other, node);
		get(other.disconnect(idOf(node)));
		await().until(() -> !node.isConnected(idOf(other)));
	}

	/** The node goes on with what it had, in both roles, and it shows that. */
	private void assertKept(QuicTransport node, QuicTransport other, TlsIdentity refused, String... words) {
		TlsIdentity before = node.identity();
		CapturedLogs logs = new CapturedLogs();
		logs.begin();
		try {
			assertRefused(catchThrowableOfType(NetworkException.class, () -> node.rotateIdentity(refused)), words);
		}
		finally {
			logs.end();
		}
		assertThat(logs.texts()).filteredOn((text) -> text.startsWith("event=identity_refused node=node-a"))
			.singleElement()
			.asString()
			.contains(words);
		assertThat(node.identity()).isSameAs(before);
		assertThat(node.stats().errors()).containsEntry(ErrorCode.INVALID_IDENTITY, 1L);
		assertBothRoles(node, other);
		assertThat(node.state()).isEqualTo(TransportState.RUNNING);
	}

	private static void assertRefused(NetworkException refused, String... words) {
		assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_IDENTITY);
		assertThat(refused.getMessage()).contains(words);
	}

	private QuicTransport start(TlsIdentity identity) {
		QuicTransport node = this.nodes.make(options(identity));
		get(node.start());
		return node;
	}

	private static QuicTransportOptions options(TlsIdentity identity) {
		return new QuicTransportOptions().withIdentity(identity).withBindAddress(new InetSocketAddress("127.0.0.1", 0));
	}

	private static Instant next() {
		return Instant.now().plus(Duration.ofDays(1));
	}

}
