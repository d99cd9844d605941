package io.quictransport.internal.tls;

import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

import io.quictransport.internal.tls.TlsContexts.KeyMaterial;

/**
 * Finds the reasons for which peers are likely to refuse a usable identity.
 */
final class IdentityWarnings {

	/** TLS 1.3 has no authentication type; this is what the JDK passes for it. */
	private static final String AUTH_TYPE = "UNKNOWN";

	private final KeyMaterial identity;

	private final List<String> warnings = new ArrayList<>();

	private IdentityWarnings(KeyMaterial identity) {
		this.identity = identity;
	}

	static List<String> of(KeyMaterial identity) {
		IdentityWarnings found = new IdentityWarnings(identity);
		found.checkDates();
		if (found.warnings.isEmpty()) {
			found.checkTrust();
		}
		found.checkUses();
		found.checkAuthorities();
		return List.copyOf(found.warnings);
	}

	private void checkDates() {
		List<X509Certificate> chain = this.identity.chain();
		for (int i = 0; i < chain.size(); i++) {
			String fault = CertificateDates.fault(chain.get(i));
			if (fault != null) {
				this.warnings.add(((i == 0) ? own()
						: "the certificate of the intermediate CA " + chain.get(i).getSubjectX500Principal()
								+ ", number " + (i + 1) + " of the node's chain,")
						+ " " + fault + ": peers refuse this node; renew it, or check the clock");
			}
		}
	}

	private void checkTrust() {
		X509Certificate[] chain = this.identity.chain().toArray(X509Certificate[]::new);
		try {
			if (CertificateUse.DIALLED.isAllowedBy(chain[0])) {
				this.identity.trust().checkServerTrusted(chain, AUTH_TYPE);
			}
			else {
				this.identity.trust().checkClientTrusted(chain, AUTH_TYPE);
			}
		}
		catch (CertificateException | RuntimeException ex) {
			this.warnings.add(own() + " is not trusted by the node's own CA certificates (" + ex.getMessage()
					+ "): peers that trust the same CAs refuse this node; trust the CA that issued it, "
					+ chain[chain.length - 1].getIssuerX500Principal()
					+ ", or add the certificates of intermediate CAs to the chain");
		}
	}

	private void checkUses() {
		X509Certificate certificate = this.identity.certificate();
		for (CertificateUse use : CertificateUse.values()) {
			try {
				if (!use.isAllowedBy(certificate)) {
					this.warnings.add(own() + " may not be used " + use.refusal()
							+ "; issue it for both, or without an extended key usage");
				}
			}
			catch (CertificateParsingException ex) {
				this.warnings.add(own() + " has an extended key usage that cannot be read: " + ex.getMessage());
				return;
			}
		}
	}

	private void checkAuthorities() {
		for (X509Certificate authority : this.identity.trust().getAcceptedIssuers()) {
			String name = "the trusted CA certificate (subject " + authority.getSubjectX500Principal() + ")";
			String fault = CertificateDates.fault(authority);
			if (fault != null) {
				this.warnings.add(name + " " + fault + "; renew it, or trust it no longer");
			}
			KeyKind kind = KeyKind.of(authority.getPublicKey());
			if (!kind.isVerifiable()) {
				this.warnings.add(name + " is of no use: Java cannot check signatures of its key, " + kind.name()
						+ "; use a CA with " + KeyKind.USABLE);
			}
		}
	}

	private String own() {
		return "the node's certificate (" + this.identity.describe() + ")";
	}

}
