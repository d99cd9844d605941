package io.quictransport.internal.peer;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.quictransport.PeerId;
import io.quictransport.internal.tls.TlsContexts;
import io.quictransport.internal.wire.WireLimits;
import io.quictransport.testing.KeyedCertificates;
import io.quictransport.testing.KeyedCertificates.Issued;
import io.quictransport.testing.TestCertificates;
import io.quictransport.tls.DenyList;
import io.quictransport.tls.NodeIdSource;
import io.quictransport.tls.TlsIdentity;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whether a node takes inbound work, and from whom.
 */
class LocalNodeTests {

	private static final TlsIdentity IDENTITY = TestCertificates.create().identity("node-a");

	private final LocalNode node = new LocalNode(new PeerId("node-a"), new WireLimits(1024, 1024), 16,
			NodeIdSource.URI_SAN, (peer) -> true, new DenyList(),
			new LocalNode.Proof(new TlsContexts(IDENTITY.material(), "test"), IDENTITY.certificate()), "test/1");

	@Test
	void aDrainMayBeTakenBack() {
		this.node.drain(10);
		assertThat(this.node.isDraining()).isTrue();
		assertThat(this.node.undrain()).isTrue();
		assertThat(this.node.isDraining()).isFalse();
	}

	@Test
	void aPeerOfADeniedIntermediateCaIsRefusedThoughItDoesNotShowThatCa() {
		KeyedCertificates root = KeyedCertificates.create("EC:P-256");
		List<X509Certificate> chain = root.intermediate("EC:P-256", Instant.now().plus(Duration.ofDays(1)))
			.issue("node-b", "EC:P-256")
			.chain();
		Issued own = root.issue("node-a", "EC:P-256");
		TlsIdentity trusting = TlsIdentity.of(own.key(), own.chain(), List.of(root.root(), chain.get(1)));
		this.node.proof(new LocalNode.Proof(new TlsContexts(trusting.material(), "test"), trusting.certificate()));
		List<X509Certificate> shown = chain.subList(0, 1);
		this.node.deny(new DenyList().withSerials(List.of(serial(chain.get(1)))));
		assertThat(this.node.refusalOf(shown)).contains("serial number " + serial(chain.get(1)));
		this.node.deny(new DenyList().withSerials(List.of(serial(root.root()))));
		assertThat(this.node.refusalOf(shown)).isNull();
	}

	@Test
	void aStopIsFinalThoughADrainBeforeItIsTakenBackLater() {
		this.node.drain(10);
		this.node.leave(20);
		assertThat(this.node.undrain()).isFalse();
		assertThat(this.node.isDraining()).isTrue();
		assertThat(this.node.isLeaving()).isTrue();
	}

	private static String serial(X509Certificate certificate) {
		return certificate.getSerialNumber().toString(16);
	}

}
