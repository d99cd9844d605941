package io.quictransport.spring.boot.actuate;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.quictransport.tls.TlsIdentity;
import org.jspecify.annotations.Nullable;

/**
 * Describes how the node proves its identity to new connections and which CAs it trusts,
 * as the endpoint shows it.
 *
 * @param certificate the node's certificate
 * @param validUntil when the first certificate of its chain expires
 * @param trusted the CAs that it trusts
 */
record QuicIdentity(QuicPeer.Certificate certificate, Instant validUntil, List<Authority> trusted) {

	static QuicIdentity of(TlsIdentity identity) {
		List<Authority> trusted = new ArrayList<>();
		if (identity.trustDomains().isEmpty()) {
			identity.trusted().forEach((authority) -> trusted.add(Authority.of(authority, null)));
		}
		identity.trustDomains()
			.forEach((domain, authorities) -> authorities
				.forEach((authority) -> trusted.add(Authority.of(authority, domain))));
		return new QuicIdentity(QuicPeer.Certificate.of(identity.certificate()), identity.validUntil(), trusted);
	}

	/**
	 * A trusted CA.
	 *
	 * @param subject its name
	 * @param serial the serial number of its certificate, hexadecimal
	 * @param validUntil when that expires
	 * @param trustDomain the only trust domain that it may issue for, null if it may
	 * issue for any id
	 */
	record Authority(String subject, String serial, Instant validUntil, @Nullable String trustDomain) {

		static Authority of(X509Certificate certificate, @Nullable String trustDomain) {
			return new Authority(certificate.getSubjectX500Principal().getName(),
					certificate.getSerialNumber().toString(16), certificate.getNotAfter().toInstant(), trustDomain);
		}

	}

}
