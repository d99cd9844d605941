package io.quictransport.internal.tls;

import java.math.BigInteger;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;
import io.quictransport.PeerId;
import io.quictransport.testing.KeyedCertificates;
import io.quictransport.testing.KeyedCertificates.Issued;
import io.quictransport.testing.TestCertificates;
import io.quictransport.tls.DenyList;
import io.quictransport.tls.NodeIdSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Peers that the deny list names are refused, whatever CA has issued their certificates
 * and whatever the chain memory holds.
 */
class DenyListTests {

	private static final KeyedCertificates CA = KeyedCertificates.create("EC:P-256");

	private static final Issued PEER = CA.intermediate("EC:P-256", Instant.now().plus(Duration.ofDays(1)))
		.issue("node-b", "EC:P-256");

	private final AtomicReference<DenyList> denied = new AtomicReference<>(new DenyList());

	private final PeerTrustManager trust = new PeerTrustManager(
			CA.issue("node-a", "EC:P-256").identity().material().trust());

	@Test
	void anEmptyListDeniesNobody() {
		assertThat(new DenyList().isEmpty()).isTrue();
		assertThat(new DenyList().refusalOf(PEER.chain(), NodeIdSource.URI_SAN)).isNull();
		assertThatNoException().isThrownBy(this::handshake);
	}

	@Test
	void aPeerWithADeniedIdIsRefusedFromTheNextHandshakeOn() {
		assertThatNoException().isThrownBy(this::handshake);
		this.denied.set(new DenyList().withIds(Set.of(new PeerId("node-b"))));
		assertDenied("the peer's certificate states node-b, which the deny list names");
		this.denied.set(new DenyList());
		assertThatNoException().isThrownBy(this::handshake);
	}

	@Test
	void aCertificateWithADeniedSerialNumberIsRefused() {
		String serial = PEER.chain().get(0).getSerialNumber().toString(16);
		this.denied.set(new DenyList().withSerials(List.of(serial)));
		assertDenied("the peer's certificate has the serial number " + serial);
	}

	@Test
	void whatADeniedIntermediateCaHasIssuedIsRefused() {
		String serial = PEER.chain().get(1).getSerialNumber().toString(16);
		this.denied.set(new DenyList().withSerials(List.of(serial)));
		assertDenied("the certificate of an intermediate CA of the peer has the serial number " + serial);
	}

	@Test
	void aTrustedIntermediateCaIsKnownByItsSignature() {
		X509Certificate authority = PEER.chain().get(1);
		DenyList list = new DenyList().withSerials(List.of(authority.getSerialNumber().toString(16)));
		assertThat(list.refusalOf(PEER.chain().subList(0, 1), List.of(authority))).isNotNull();
		Issued ofOtherWithThatName = KeyedCertificates.create("EC:P-256")
			.intermediate("EC:P-256", Instant.now().plus(Duration.ofDays(1)))
			.issue("node-b", "EC:P-256");
		assertThat(list.refusalOf(ofOtherWithThatName.chain().subList(0, 1), List.of(authority))).isNull();
	}

	@Test
	void aCertificateOfSeveralIdsIsRefusedWhenOneOfThemIsDenied() {
		List<X509Certificate> chain = TestCertificates.create().withIds("node-b", "node-c").chain();
		assertThat(new DenyList().withIds(Set.of(new PeerId("node-c"))).refusalOf(chain, NodeIdSource.URI_SAN))
			.contains("node-c");
	}

	@Test
	void aLiveConnectionIsCheckedAgain() {
		PeerVerification live = verification();
		assertThat(live.checkDenied(PEER.chain())).isNull();
		this.denied.set(new DenyList().withIds(Set.of(new PeerId("node-b"))));
		assertThat(live.checkDenied(PEER.chain()))
			.satisfies((refused) -> assertThat(refused.code()).isEqualTo(ErrorCode.PEER_NOT_ALLOWED));
		assertThat(live.failure()).isNotNull();
	}

	@Test
	void aHelloIsCheckedAgain() {
		this.denied.set(new DenyList().withIds(Set.of(new PeerId("node-b"))));
		assertThat(verification().checkClaim(PEER.chain().get(0), new PeerId("node-b"))).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "4f:a2:01", "4FA201", "4f a2 01", "004fa201" })
	void serialNumbersAreReadAsToolsWriteThem(String serial) {
		assertThat(new DenyList().withSerials(List.of(serial)).serials()).containsExactly(new BigInteger("4fa201", 16));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "0x4f", "node-b", "4f-a2", "-" })
	void whatIsNoSerialNumberIsRefusedByName(String serial) {
		assertThatExceptionOfType(ConfigurationException.class)
			.isThrownBy(() -> new DenyList().withSerials(List.of(serial)))
			.withMessageContaining("'" + serial + "'")
			.withMessageContaining("hexadecimal");
	}

	private PeerVerification verification() {
		return new PeerVerification(new TestDemands(NodeIdSource.URI_SAN, this.denied::get), null);
	}

	private void handshake() throws Exception {
		SSLEngine engine = SSLContext.getDefault().createSSLEngine();
		PeerVerification verification = verification();
		this.trust.bind(engine, verification);
		try {
			this.trust.checkServerTrusted(PEER.chain().toArray(X509Certificate[]::new), "UNKNOWN", engine);
		}
		finally {
			this.trust.unbind(engine);
		}
	}

	private void assertDenied(String why) {
		assertThatExceptionOfType(CertificateException.class).isThrownBy(this::handshake).withMessageContaining(why);
	}

}
