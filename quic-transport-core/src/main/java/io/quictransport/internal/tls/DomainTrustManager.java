package io.quictransport.internal.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import javax.net.ssl.X509TrustManager;

import io.quictransport.internal.text.ForeignText;

/**
 * Trusts a certificate if a CA of the trust domain that it states has issued it, whatever
 * the CAs of other domains have signed. Which CAs verify a chain is decided by the
 * certificate itself, so a CA cannot issue for a name outside its domain. May be used by
 * any thread.
 */
final class DomainTrustManager implements X509TrustManager {

	private final Map<String, X509TrustManager> authorities;

	private final Function<X509Certificate, Optional<String>> domainOf;

	/**
	 * Makes the trust of several domains.
	 * @param authorities the CAs of each domain
	 * @param domainOf finds the domain that a certificate states
	 */
	DomainTrustManager(Map<String, X509TrustManager> authorities,
			Function<X509Certificate, Optional<String>> domainOf) {
		this.authorities = Map.copyOf(authorities);
		this.domainOf = domainOf;
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
		authoritiesOf(chain).checkClientTrusted(chain, authType);
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
		authoritiesOf(chain).checkServerTrusted(chain, authType);
	}

	private X509TrustManager authoritiesOf(X509Certificate[] chain) throws CertificateException {
		String domain = this.domainOf.apply(chain[0])
			.orElseThrow(() -> new CertificateException("it states no SPIFFE id, so no trust domain"));
		X509TrustManager known = this.authorities.get(domain);
		if (known == null) {
			throw new CertificateException("this node trusts no CA for the trust domain " + ForeignText.line(domain));
		}
		return known;
	}

	@Override
	public X509Certificate[] getAcceptedIssuers() {
		return this.authorities.values()
			.stream()
			.flatMap((domain) -> Stream.of(domain.getAcceptedIssuers()))
			.toArray(X509Certificate[]::new);
	}

}
