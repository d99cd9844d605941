package io.quictransport.internal.tls;

import java.security.cert.CertificateException;

/**
 * Checks that a chain leads to a trusted CA.
 */
@FunctionalInterface
interface ChainCheck {

	/**
	 * Throws if the chain does not.
	 * @throws CertificateException what is wrong with the chain
	 */
	void run() throws CertificateException;

}
