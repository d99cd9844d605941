package io.quictransport.internal.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

import io.netty.handler.ssl.util.LazyX509Certificate;
import io.quictransport.ErrorCode;
import io.quictransport.testing.KeyedCertificates;
import io.quictransport.testing.KeyedCertificates.Issued;
import io.quictransport.tls.NodeIdSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What peers show is refused with a reason, whatever it is.
 */
class PeerTrustManagerTests {

	private static final KeyedCertificates CA = KeyedCertificates.create("EC:P-256");

	private final PeerTrustManager trust = new PeerTrustManager(
			CA.issue("node-a", "EC:P-256").identity().material().trust());

	@Test
	void bytesThatAreNoCertificateAreRefusedWithAReason() throws Exception {
		byte[] bytes = CA.issue("node-b", "EC:P-256").chain().get(0).getEncoded();
		bytes[4] = 0;
		assertRefused("cannot be read", new LazyX509Certificate(bytes));
	}

	@ParameterizedTest
	@ValueSource(strings = { "EC:secp256k1", "EC:brainpoolP256r1", "Ed448", "DSA:2048" })
	void whatAnUnknownCaWithAnyKeyHasIssuedIsRefusedWithAReason(String kind) throws Exception {
		Issued issued = KeyedCertificates.create(kind).issue("node-b", kind);
		assertRefused("CN=node-b", new LazyX509Certificate(issued.chain().get(0).getEncoded()),
				new LazyX509Certificate(issued.root().getEncoded()));
	}

	private void assertRefused(String word, X509Certificate... chain) throws Exception {
		SSLEngine engine = SSLContext.getDefault().createSSLEngine();
		PeerVerification verification = TestDemands.ofAnyPeer(NodeIdSource.URI_SAN);
		this.trust.bind(engine, verification);
		assertThatExceptionOfType(CertificateException.class)
			.isThrownBy(() -> this.trust.checkClientTrusted(chain, "UNKNOWN", engine))
			.withMessageContaining(word);
		assertThat(verification.failure()).satisfies((failure) -> {
			assertThat(failure.code()).isEqualTo(ErrorCode.CERTIFICATE_UNTRUSTED);
			assertThat(failure.getMessage()).contains(word);
		});
	}

}
