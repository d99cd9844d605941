package io.quictransport.internal.tls;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

/**
 * Compares the dates of a certificate with the JDK's clock.
 */
enum CertificateDates {

	/** It may be used now. */
	VALID,

	/** Its validity is over. */
	EXPIRED,

	/** Its validity has not begun, or the clock is slow. */
	NOT_YET_VALID;

	static CertificateDates of(X509Certificate certificate) {
		try {
			certificate.checkValidity();
			return VALID;
		}
		catch (CertificateExpiredException ex) {
			return EXPIRED;
		}
		catch (CertificateNotYetValidException ex) {
			return NOT_YET_VALID;
		}
	}

	/**
	 * Describes what is wrong with a certificate's dates.
	 * @param certificate the certificate
	 * @return "has expired on" or "is not valid before" a time, and what the node's own
	 * clock shows, since that may be what is wrong; null if it is valid
	 */
	static @Nullable String fault(X509Certificate certificate) {
		return switch (of(certificate)) {
			case VALID -> null;
			case EXPIRED -> "has expired on " + certificate.getNotAfter().toInstant() + clock();
			case NOT_YET_VALID -> "is not valid before " + certificate.getNotBefore().toInstant() + clock();
		};
	}

	/**
	 * Shows the clock that dates are compared with.
	 * @return the time to a second, as a parenthesis after what is said of a certificate
	 */
	static String clock() {
		return " (this node's clock: " + Instant.now().truncatedTo(ChronoUnit.SECONDS) + ")";
	}

}
