package io.quictransport.tls;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;

import javax.net.ssl.X509TrustManager;

/**
 * Remembers the chains that the CAs have vouched for. Peers that connect again show the
 * same one, and checking its signatures takes longer than anything else that a node does
 * in Java for a handshake.
 *
 * <p>
 * Only for CAs that are given once and for all: there the verdict depends on nothing but
 * the chain, what it is used for, and the time. The time is looked at anew each time; a
 * chain with a certificate that is no longer valid is put before the CAs, which find the
 * words. A refusal is never remembered. May be used by any thread.
 */
final class RememberingTrustManager implements X509TrustManager {

	private static final byte CLIENT = 0;

	private static final byte SERVER = 1;

	private final X509TrustManager authorities;

	/** By digest, the least recently used one first; guarded by itself. */
	private final Map<ByteBuffer, Boolean> vouchedFor;

	/**
	 * Makes a memory without content.
	 * @param authorities the CAs
	 * @param capacity how many chains to remember at most; one that is shown by peers
	 * that dial and by peers that are dialled counts twice
	 */
	RememberingTrustManager(X509TrustManager authorities, int capacity) {
		this.authorities = authorities;
		this.vouchedFor = new LinkedHashMap<>(16, 0.75F, true) {

			@Override
			protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Boolean> eldest) {
				return size() > capacity;
			}

		};
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
		ByteBuffer digest = digest(CLIENT, chain);
		if (!isRemembered(digest, chain)) {
			this.authorities.checkClientTrusted(chain, authType);
			remember(digest);
		}
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
		ByteBuffer digest = digest(SERVER, chain);
		if (!isRemembered(digest, chain)) {
			this.authorities.checkServerTrusted(chain, authType);
			remember(digest);
		}
	}

	@Override
	public X509Certificate[] getAcceptedIssuers() {
		return this.authorities.getAcceptedIssuers();
	}

	private boolean isRemembered(ByteBuffer digest, X509Certificate[] chain) {
		synchronized (this.vouchedFor) {
			if (this.vouchedFor.get(digest) == null) {
				return false;
			}
		}
		return areValidNow(chain);
	}

	private void remember(ByteBuffer digest) {
		synchronized (this.vouchedFor) {
			this.vouchedFor.put(digest, true);
		}
	}

	private static boolean areValidNow(X509Certificate[] chain) {
		try {
			for (X509Certificate certificate : chain) {
				certificate.checkValidity();
			}
			return true;
		}
		catch (CertificateException ex) {
			// The CAs are asked, and say the same in their own words.
			return false;
		}
	}

	/** Each certificate states its own length, so that no two chains look the same. */
	private static ByteBuffer digest(byte use, X509Certificate[] chain) throws CertificateException {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			digest.update(use);
			for (X509Certificate certificate : chain) {
				digest.update(certificate.getEncoded());
			}
			return ByteBuffer.wrap(digest.digest());
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("each Java platform has SHA-256", ex);
		}
	}

}
