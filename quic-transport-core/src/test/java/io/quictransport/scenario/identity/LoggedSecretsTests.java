package io.quictransport.scenario.identity;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.quictransport.ConfigurationException;
import io.quictransport.RequestHandler;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.support.CapturedLogs;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.TestCertificate.PemFiles;
import io.quictransport.testing.TestCertificate;
import io.quictransport.testing.TestCertificates;
import io.quictransport.tls.TlsIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import static io.quictransport.support.TestNodes.bytes;
import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static io.quictransport.support.TestNodes.infoOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Whatever is logged, by the library or by Netty and at whatever level, no key is in it.
 */
class LoggedSecretsTests {

	private final TestNodes nodes = new TestNodes();

	private final CapturedLogs logs = new CapturedLogs();

	private final List<KeyTraces> keys = new ArrayList<>();

	private final Path directory;

	LoggedSecretsTests(@TempDir Path directory) {
		this.directory = directory;
	}

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
	void noKeyIsLoggedWhileIdentitiesAreLoadedRotatedAndRefused() {
		QuicTransport a = start("node-a", issue(this.nodes.certificates, "node-a"));
		QuicTransport b = start("node-b", issue(this.nodes.certificates, "node-b"));
		b.onRequest("echo", RequestHandler.replying((request) -> request.payload()));
		TestNodes.connect(a, b);
		get(a.request(idOf(b), "echo", bytes("tea")));
		b.rotateIdentity(identity(issue(this.nodes.certificates, "node-b")));
		a.rotateIdentity(identity(issue(this.nodes.certificates, "node-a")));
		get(a.request(idOf(b), "echo", bytes("tea")));
		QuicTransport stranger = start("node-c", issue(this.nodes.certificates.otherCa(), "node-c"));
		QuicTransport expired = start("node-d", kept(this.nodes.certificates.expired("node-d")));
		assertThat(failureOf(stranger.connectPeer(infoOf(b)))).isNotNull();
		assertThat(failureOf(expired.connectPeer(infoOf(b)))).isNotNull();
		await().atMost(TestNodes.PATIENCE).until(() -> b.stats().connections().refused() > 0);
		get(a.stop());
		assertThat(this.logs.texts()).anyMatch((text) -> text.contains("event=")).satisfies(this::hasNoKey);
	}

	@Test
	void noKeyIsToldByTheErrorsOfIdentitiesThatCannotBeUsed() throws Exception {
		PemFiles good = issue(this.nodes.certificates, "node-a").writePem(this.directory.resolve("good"));
		PemFiles other = issue(this.nodes.certificates, "node-b").writePem(this.directory.resolve("other"));
		String key = Files.readString(good.key());
		Path spoilt = Files.writeString(this.directory.resolve("spoilt.pem"),
				key.substring(0, 60) + "AAAA" + key.substring(64));
		Path cut = Files.writeString(this.directory.resolve("cut.pem"), key.substring(0, key.length() / 2));
		Path kind = Files.writeString(this.directory.resolve("kind.pem"), key.replace("PRIVATE", "EC PRIVATE"));
		for (Path unusable : List.of(spoilt, cut, kind)) {
			refuse(good.chain(), unusable, good.ca());
		}
		refuse(good.key(), good.key(), good.ca());
		refuse(good.chain(), good.key(), good.key());
		QuicTransportOptions options = this.nodes.options("node-a")
			.withIdentity(TlsIdentity.ofPem(other.chain(), other.key(), other.ca()));
		LoggerFactory.getLogger(LoggedSecretsTests.class).debug("{}", options);
		assertThat(this.logs.texts()).satisfies(this::hasNoKey);
	}

	@Test
	void aKeyThatIsLoggedIsFoundHoweverItIsWritten() {
		TestCertificate certificate = issue(this.nodes.certificates, "node-a");
		PemFiles files = certificate.writePem(this.directory);
		KeyTraces traces = KeyTraces.of(certificate.key());
		assertThat(traces.written()).isNotEmpty().allSatisfy((text) -> assertThat(traces.isIn("key=" + text)).isTrue());
		assertThat(files.key()).content().satisfies((text) -> assertThat(traces.isIn(text)).isTrue());
		assertThat(files.chain()).content().satisfies((text) -> assertThat(traces.isIn(text)).isFalse());
	}

	/** What is wrong is told as an exception, which applications log. */
	private void refuse(Path chain, Path key, Path trusted) {
		Throwable refused = catchThrowable(() -> TlsIdentity.ofPem(chain, key, trusted));
		assertThat(refused).isInstanceOf(ConfigurationException.class);
		LoggerFactory.getLogger(LoggedSecretsTests.class).error("event=identity_refused", refused);
	}

	private QuicTransport start(String id, TestCertificate certificate) {
		return this.nodes.start(id,
				(options) -> options.withIdentity(certificate.identityTrusting(this.nodes.certificates)));
	}

	private TlsIdentity identity(TestCertificate certificate) {
		PemFiles files = certificate.writePem(this.directory.resolve("" + this.keys.size()));
		return TlsIdentity.ofPem(files.chain(), files.key(), files.ca());
	}

	private TestCertificate issue(TestCertificates authority, String id) {
		return kept(authority.certificate(id));
	}

	private TestCertificate kept(TestCertificate certificate) {
		this.keys.add(KeyTraces.of(certificate.key()));
		return certificate;
	}

	private void hasNoKey(List<? extends String> texts) {
		for (String text : texts) {
			assertThat(text).doesNotContain("PRIVATE KEY-----", "TRAFFIC_SECRET", "EXPORTER_SECRET");
			assertThat(this.keys).noneMatch((key) -> key.isIn(text));
		}
	}

}
