package io.quictransport.internal.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Distinguishes the two roles in which a certificate is shown, and checks whether its
 * extended key usage allows them.
 */
enum CertificateUse {

	/** Shown by a node that is dialled. */
	DIALLED("1.3.6.1.5.5.7.3.1", "by a node that is dialled: its extended key usage lacks serverAuth"),

	/** Shown by a node that dials. */
	DIALLING("1.3.6.1.5.5.7.3.2", "by a node that dials: its extended key usage lacks clientAuth");

	private static final String ANY_USE = "2.5.29.37.0";

	private final String identifier;

	private final String refusal;

	CertificateUse(String identifier, String refusal) {
		this.identifier = identifier;
		this.refusal = refusal;
	}

	boolean isAllowedBy(X509Certificate certificate) throws CertificateParsingException {
		List<String> uses = certificate.getExtendedKeyUsage();
		return uses == null || uses.contains(this.identifier) || uses.contains(ANY_USE);
	}

	/** Describes what is wrong, to follow "may not be used". */
	String refusal() {
		return this.refusal;
	}

}
