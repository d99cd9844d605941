package io.quictransport.internal.tls;

import java.nio.ByteBuffer;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

import io.netty.handler.ssl.util.LazyX509Certificate;
import io.quictransport.PeerId;
import io.quictransport.testing.TestCertificate;
import io.quictransport.testing.TestCertificates;
import io.quictransport.tls.DenyList;
import io.quictransport.tls.NodeIdSource;
import io.quictransport.tls.TlsIdentity;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Which chains are put before the CAs, and which are remembered.
 */
class RememberingTrustManagerTests {

	private static final TestCertificates CA = TestCertificates.create();

	private final Authorities authorities = new Authorities();

	private long now;

	private final RememberingTrustManager trust = new RememberingTrustManager(this.authorities, 2, () -> this.now);

	@Test
	void aChainThatIsVouchedForIsPutBeforeTheCasOnce() throws CertificateException {
		X509Certificate[] chain = chain(CA.certificate("a"));
		this.trust.checkClientTrusted(chain, "UNKNOWN");
		this.trust.checkClientTrusted(chain.clone(), "UNKNOWN");
		assertThat(this.authorities.asked).containsExactly("client CN=a");
	}

	@Test
	void aServersChainIsNotAClientsChain() throws CertificateException {
		X509Certificate[] chain = chain(CA.certificate("a"));
		this.trust.checkClientTrusted(chain, "UNKNOWN");
		this.trust.checkServerTrusted(chain, "UNKNOWN");
		this.trust.checkServerTrusted(chain, "UNKNOWN");
		assertThat(this.authorities.asked).containsExactly("client CN=a", "server CN=a");
	}

	@Test
	void anotherCertificateOfTheSameNameIsAnotherChain() throws CertificateException {
		this.trust.checkServerTrusted(chain(CA.certificate("a")), "UNKNOWN");
		this.trust.checkServerTrusted(chain(CA.certificate("a")), "UNKNOWN");
		assertThat(this.authorities.asked).hasSize(2);
	}

	@Test
	void aChainWithAnotherIntermediateIsAnotherChain() throws CertificateException {
		X509Certificate leaf = CA.certificate("a").chain().get(0);
		this.trust.checkServerTrusted(new X509Certificate[] { leaf }, "UNKNOWN");
		this.trust.checkServerTrusted(new X509Certificate[] { leaf, CA.intermediate().caCertificate() }, "UNKNOWN");
		assertThat(this.authorities.asked).hasSize(2);
	}

	@Test
	void aRefusalIsNotRemembered() throws CertificateException {
		X509Certificate[] chain = chain(CA.certificate("a"));
		this.authorities.refuse = true;
		assertThatExceptionOfType(CertificateException.class)
			.isThrownBy(() -> this.trust.checkServerTrusted(chain, "UNKNOWN"));
		assertThatExceptionOfType(CertificateException.class)
			.isThrownBy(() -> this.trust.checkServerTrusted(chain, "UNKNOWN"));
		this.authorities.refuse = false;
		this.trust.checkServerTrusted(chain, "UNKNOWN");
		assertThat(this.authorities.asked).hasSize(3);
	}

	@Test
	void twoCertificatesInPlaceOfOneAreAnotherChain() throws CertificateException {
		X509Certificate leaf = CA.certificate("a").chain().get(0);
		byte[] first = CA.certificate("b").chain().get(0).getEncoded();
		byte[] second = CA.caCertificate().getEncoded();
		this.trust.checkServerTrusted(
				new X509Certificate[] { leaf, new LazyX509Certificate(first), new LazyX509Certificate(second) },
				"UNKNOWN");
		byte[] both = ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
		this.trust.checkServerTrusted(new X509Certificate[] { leaf, new LazyX509Certificate(both) }, "UNKNOWN");
		assertThat(this.authorities.asked).hasSize(2);
	}

	@Test
	void aRememberedChainOfWhichOneIsNotValidNowIsPutBeforeTheCasAgain() throws CertificateException {
		X509Certificate leaf = CA.certificate("a").chain().get(0);
		for (TestCertificate above : List.of(CA.expired("b"), CA.notYetValid("b"))) {
			X509Certificate[] chain = { leaf, above.chain().get(0) };
			this.authorities.refuse = false;
			this.trust.checkServerTrusted(chain, "UNKNOWN");
			this.authorities.refuse = true;
			assertThatExceptionOfType(CertificateException.class)
				.isThrownBy(() -> this.trust.checkServerTrusted(chain, "UNKNOWN"))
				.withMessage("refused");
		}
	}

	@Test
	void aChainIsRememberedForAnHour() throws CertificateException {
		X509Certificate[] chain = chain(CA.certificate("a"));
		this.trust.checkServerTrusted(chain, "UNKNOWN");
		this.now += TimeUnit.HOURS.toNanos(1) - 1;
		this.trust.checkServerTrusted(chain, "UNKNOWN");
		assertThat(this.authorities.asked).hasSize(1);
		this.now++;
		this.trust.checkServerTrusted(chain, "UNKNOWN");
		this.trust.checkServerTrusted(chain, "UNKNOWN");
		assertThat(this.authorities.asked).hasSize(2);
	}

	@Test
	void theChainThatWasNotShownForLongestIsForgotten() throws CertificateException {
		X509Certificate[] often = chain(CA.certificate("often"));
		X509Certificate[] seldom = chain(CA.certificate("seldom"));
		this.trust.checkServerTrusted(often, "UNKNOWN");
		this.trust.checkServerTrusted(seldom, "UNKNOWN");
		this.trust.checkServerTrusted(often, "UNKNOWN");
		this.trust.checkServerTrusted(chain(CA.certificate("new")), "UNKNOWN");
		this.authorities.asked.clear();
		this.trust.checkServerTrusted(often, "UNKNOWN");
		this.trust.checkServerTrusted(seldom, "UNKNOWN");
		assertThat(this.authorities.asked).containsExactly("server CN=seldom");
	}

	@Test
	void theIdIsCheckedAlthoughTheChainIsRemembered() throws CertificateException {
		PeerTrustManager peers = new PeerTrustManager(CA.identity("here").material().trust());
		SSLEngine engine = engine();
		X509Certificate[] chain = chain(CA.certificate("a"));
		peers.bind(engine, demanding(new PeerId("a"), true));
		peers.checkServerTrusted(chain, "UNKNOWN", engine);
		for (PeerVerification demands : List.of(demanding(new PeerId("b"), true), demanding(null, false))) {
			peers.bind(engine, demands);
			assertThatExceptionOfType(CertificateException.class)
				.isThrownBy(() -> peers.checkServerTrusted(chain, "UNKNOWN", engine));
			assertThat(demands.failure()).isNotNull();
		}
	}

	@Test
	void anIdentityOfPlainCertificatesRemembersAndOneOfFactoriesDoesNot() throws Exception {
		assertThat(identity().material().trust()).isInstanceOf(RememberingTrustManager.class);
		TestCertificate certificate = CA.certificate("a");
		TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		store.setCertificateEntry("ca", CA.caCertificate());
		trusted.init(store);
		assertThat(TlsIdentity.of(certificate.keyManagers(), trusted).material().trust())
			.isNotInstanceOf(RememberingTrustManager.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "com.sun.net.ssl.checkRevocation", "com.sun.security.enableAIAcaIssuers" })
	void nothingIsRememberedWhereTheJdkAsksOthers(String property) {
		System.setProperty(property, "true");
		try {
			assertThat(identity().material().trust()).isNotInstanceOf(RememberingTrustManager.class);
		}
		finally {
			System.clearProperty(property);
		}
	}

	private static PeerVerification demanding(@Nullable PeerId expected, boolean admitted) {
		return new PeerVerification(new TestDemands(NodeIdSource.URI_SAN, (id) -> admitted, DenyList::new), expected);
	}

	private static TlsIdentity identity() {
		TestCertificate certificate = CA.certificate("a");
		return TlsIdentity.of(certificate.key(), certificate.chain(), List.of(CA.caCertificate()));
	}

	private static SSLEngine engine() {
		try {
			return SSLContext.getDefault().createSSLEngine();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new AssertionError(ex);
		}
	}

	private static X509Certificate[] chain(TestCertificate certificate) {
		return certificate.chain().toArray(X509Certificate[]::new);
	}

	/** Vouches for everything unless told otherwise, and takes notes. */
	private static final class Authorities implements X509TrustManager {

		final List<String> asked = new ArrayList<>();

		boolean refuse;

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
			check("client ", chain);
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
			check("server ", chain);
		}

		private void check(String use, X509Certificate[] chain) throws CertificateException {
			this.asked.add(use + chain[0].getSubjectX500Principal());
			if (this.refuse) {
				throw new CertificateException("refused");
			}
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

}
