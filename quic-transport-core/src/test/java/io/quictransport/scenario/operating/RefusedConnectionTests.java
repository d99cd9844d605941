package io.quictransport.scenario.operating;

import java.time.Duration;
import java.util.List;

import io.quictransport.ConnectionEnds.Kind;
import io.quictransport.ConnectionEnds.Stage;
import io.quictransport.ErrorCode;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.CapturedLogs;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.TestCertificate;
import io.quictransport.tls.DenyList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.connect;
import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static io.quictransport.support.TestNodes.infoOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A connection that a node refuses is seen where it is refused.
 */
class RefusedConnectionTests {

	private final TestNodes nodes = new TestNodes();

	private final CapturedLogs logs = new CapturedLogs();

	@BeforeEach
	void capture() {
		this.logs.begin();
	}

	@AfterEach
	void close() {
		this.logs.end();
		this.nodes.close();
	}

	@Test
	void anExpiredCertificateIsOneWarningHoweverOftenItIsShown() {
		QuicTransport a = nodeWith(this.nodes.certificates.expired("node-a"));
		QuicTransport b = this.nodes.start("node-b");
		failureOf(a.connectPeer(infoOf(b)));
		await().atMost(TestNodes.PATIENCE).until(() -> b.stats().connections().refused() > 5);
		assertThat(this.logs.warnings("connection_refused")).singleElement()
			.satisfies((line) -> assertThat(line).contains("code=" + ErrorCode.CERTIFICATE_EXPIRED)
				.contains("subject=\"")
				.contains("issuer=\"")
				.contains("address=/127.0.0.1:")
				.contains("count=1")
				.contains("reason=\"the peer's certificate"));
	}

	@Test
	void aRefusalIsListedWithTheCertificateThatWasShown() {
		TestCertificate foreign = this.nodes.certificates.otherCa().certificate("node-a");
		QuicTransport a = nodeWith(foreign);
		QuicTransport b = this.nodes.start("node-b");
		failureOf(a.connectPeer(infoOf(b)));
		await().atMost(TestNodes.PATIENCE).until(() -> b.stats().connections().refused() > 1);
		assertThat(b.connectionEnds().recent()).singleElement().satisfies((end) -> {
			assertThat(end.code()).isEqualTo(ErrorCode.CERTIFICATE_UNTRUSTED);
			assertThat(end.count()).isGreaterThan(1);
			assertThat(end.established()).isFalse();
			assertThat(end.dialled()).isFalse();
			assertThat(end.expected()).isFalse();
			assertThat(end.peer()).as("an id that no trusted CA has confirmed").isNull();
			assertThat(end.certificate()).isNotNull().satisfies((shown) -> {
				assertThat(shown.subject()).isEqualTo("CN=node-a");
				assertThat(shown.serial()).isEqualTo(foreign.chain().get(0).getSerialNumber().toString(16));
				assertThat(shown.issuer()).isEqualTo(foreign.chain().get(0).getIssuerX500Principal().getName());
			});
		});
	}

	@Test
	void aPeerThatIsDeniedIsNamedByItsId() {
		QuicTransport a = nodeWith(this.nodes.certificates.certificate("node-a"));
		QuicTransport b = this.nodes.start("node-b",
				(options) -> options.withDenyList(new DenyList().withIds(List.of(idOf(a)))));
		failureOf(a.connectPeer(infoOf(b)));
		await().atMost(TestNodes.PATIENCE)
			.untilAsserted(() -> assertThat(b.connectionEnds().recent()).singleElement().satisfies((end) -> {
				assertThat(end.code()).isEqualTo(ErrorCode.PEER_NOT_ALLOWED);
				assertThat(end.peer()).isEqualTo(idOf(a));
			}));
		assertThat(this.logs.warnings("connection_refused")).singleElement().asString().contains("peer=node-a");
	}

	@Test
	void aNodeThatDrainsRefusesAsPlanned() {
		QuicTransport a = this.nodes.start("node-a", (options) -> options.withReconnectMinBackoff(Duration.ofMillis(1))
			.withReconnectMaxBackoff(Duration.ofMillis(5)));
		QuicTransport b = this.nodes.start("node-b");
		get(b.drain(Duration.ofSeconds(1)));
		assertThat(failureOf(a.connectPeer(infoOf(b))).code()).isEqualTo(ErrorCode.DRAINING);
		await().atMost(TestNodes.PATIENCE).until(() -> b.stats().connections().refused() > 5);
		assertThat(this.logs.warnings("connection_refused")).isEmpty();
		assertThat(this.logs.warnings("peer_unreachable")).isEmpty();
		for (QuicTransport node : List.of(a, b)) {
			assertThat(node.stats().errors()).isEmpty();
			assertThat(node.stats().handshakes().failed()).isZero();
			assertThat(node.connectionEnds().recent()).isNotEmpty()
				.allSatisfy((end) -> assertThat(end.expected()).isTrue());
		}
	}

	@Test
	void theEndOfAConnectionIsListedWithItsReason() {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b");
		connect(a, b);
		get(a.disconnect(idOf(b)));
		await().atMost(TestNodes.PATIENCE)
			.untilAsserted(() -> assertThat(b.connectionEnds().recent()).singleElement().satisfies((end) -> {
				assertThat(end.established()).isTrue();
				assertThat(end.dialled()).isFalse();
				assertThat(end.expected()).isTrue();
				assertThat(end.code()).isEqualTo(ErrorCode.DISCONNECTED);
				assertThat(end.peer()).isEqualTo(idOf(a));
			}));
		assertThat(b.connectionEnds().count(new Kind(Stage.CLOSED, ErrorCode.DISCONNECTED, true))).isEqualTo(1);
	}

	private QuicTransport nodeWith(TestCertificate certificate) {
		return this.nodes.start("node-a",
				(options) -> options.withIdentity(certificate.identityTrusting(this.nodes.certificates))
					.withReconnectMinBackoff(Duration.ofMillis(1))
					.withReconnectMaxBackoff(Duration.ofMillis(5)));
	}

}
