package io.quictransport.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.X509TrustManager;

import io.quictransport.testing.TestCertificate;
import io.quictransport.testing.TestCertificates;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Which chains are put before the CAs, and which are remembered.
 */
class RememberingTrustManagerTests {

	private static final TestCertificates CA = TestCertificates.create();

	private final Authorities authorities = new Authorities();

	private final RememberingTrustManager trust = new RememberingTrustManager(this.authorities, 2);

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
	void aRememberedChainThatIsNoLongerValidIsPutBeforeTheCasAgain() throws CertificateException {
		X509Certificate[] chain = chain(CA.expired("a"));
		this.trust.checkServerTrusted(chain, "UNKNOWN");
		this.authorities.refuse = true;
		assertThatExceptionOfType(CertificateException.class)
			.isThrownBy(() -> this.trust.checkServerTrusted(chain, "UNKNOWN"))
			.withMessage("refused");
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
	void anIdentityOfPlainCertificatesRemembersAndOneOfFactoriesDoesNot() {
		TestCertificate certificate = CA.certificate("a");
		List<X509Certificate> trusted = List.of(CA.caCertificate());
		assertThat(TlsIdentity.of(certificate.key(), certificate.chain(), trusted).trustManager())
			.isInstanceOf(RememberingTrustManager.class);
		assertThat(TlsIdentity
			.of(KeyStores.keyManagers(certificate.key(), certificate.chain()), KeyStores.trustManagers(trusted))
			.trustManager()).isNotInstanceOf(RememberingTrustManager.class);
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
