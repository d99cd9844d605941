package io.quictransport.internal.tls;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Remembers for an hour the chains that the CAs have verified. Peers that connect again
 * show the same chain, and verifying its signatures takes longer than anything else that
 * a node does in Java for a handshake.
 *
 * <p>
 * Only for CAs that never change: then the result depends on nothing but the chain, its
 * use, and the time. The dates of all its certificates are checked again each time; a
 * chain with one that is not valid now is verified again, which makes the message of the
 * refusal. A refusal is never remembered, nor is the authentication type, of which TLS
 * 1.3 has only one. May be used by any thread.
 */
final class RememberingTrustManager implements X509TrustManager {

	/** Room for two thousand peers that dial and are dialled. */
	private static final int CAPACITY = 4096;

	/**
	 * Bounds the delay until later verdicts by rules of the JDK that change with time
	 * take effect.
	 */
	private static final long MEMORY_NANOS = TimeUnit.HOURS.toNanos(1);

	/** The provider whose verdicts are known to depend on nothing else. */
	private static final String PROVIDER = "SunJSSE";

	/** The settings that make even its verdicts depend on other parties. */
	private static final List<String> ASKS_OTHERS = List.of("com.sun.net.ssl.checkRevocation",
			"com.sun.security.enableAIAcaIssuers");

	private static final byte CLIENT = 0;

	private static final byte SERVER = 1;

	private final X509TrustManager authorities;

	private final LongSupplier clock;

	/**
	 * When a chain was verified, by its digest, the least recently used one first;
	 * guarded by itself.
	 */
	private final Map<ByteBuffer, Long> verified;

	RememberingTrustManager(X509TrustManager authorities) {
		this(authorities, CAPACITY, System::nanoTime);
	}

	/**
	 * Makes an empty memory.
	 * @param authorities the CAs
	 * @param capacity the most chains to remember; one that is shown by peers that dial
	 * and by peers that are dialled counts twice
	 * @param clock the time in nanoseconds
	 */
	RememberingTrustManager(X509TrustManager authorities, int capacity, LongSupplier clock) {
		this.authorities = authorities;
		this.clock = clock;
		this.verified = new LinkedHashMap<>(16, 0.75F, true) {

			@Override
			protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Long> eldest) {
				return size() > capacity;
			}

		};
	}

	/**
	 * Whether the verdict of a factory's trust managers on a chain remains true.
	 * @param authorities a factory that was given certificates and nothing else
	 * @return false if it may depend on more than those
	 */
	static boolean isSafeFor(TrustManagerFactory authorities) {
		return PROVIDER.equals(authorities.getProvider().getName())
				&& ASKS_OTHERS.stream().noneMatch(Boolean::getBoolean);
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
		check(CLIENT, chain, () -> this.authorities.checkClientTrusted(chain, authType));
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
		check(SERVER, chain, () -> this.authorities.checkServerTrusted(chain, authType));
	}

	private void check(byte use, X509Certificate[] chain, ChainCheck authorities) throws CertificateException {
		ByteBuffer digest = digest(use, chain);
		if (!isRemembered(digest, chain)) {
			authorities.run();
			remember(digest);
		}
	}

	@Override
	public X509Certificate[] getAcceptedIssuers() {
		return this.authorities.getAcceptedIssuers();
	}

	private boolean isRemembered(ByteBuffer digest, X509Certificate[] chain) {
		Long since;
		synchronized (this.verified) {
			since = this.verified.get(digest);
		}
		return since != null && this.clock.getAsLong() - since < MEMORY_NANOS && areValidNow(chain);
	}

	private void remember(ByteBuffer digest) {
		long now = this.clock.getAsLong();
		synchronized (this.verified) {
			this.verified.put(digest, now);
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
			// The CAs are asked, and give the same verdict with their own message.
			return false;
		}
	}

	/**
	 * The digest includes the lengths of the certificates: bytes that a peer presents as
	 * one certificate may be two, of which only the first would be checked.
	 */
	private static ByteBuffer digest(byte use, X509Certificate[] chain) throws CertificateException {
		MessageDigest digest = sha256();
		digest.update(use);
		for (X509Certificate certificate : chain) {
			byte[] encoded = certificate.getEncoded();
			digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, encoded.length));
			digest.update(encoded);
		}
		return ByteBuffer.wrap(digest.digest());
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("each Java platform has SHA-256", ex);
		}
	}

}
