package io.quictransport.internal.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.quictransport.internal.text.ForeignText;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

import io.netty.handler.ssl.OpenSslCertificateException;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import org.jspecify.annotations.Nullable;

/**
 * Trusts a peer's certificate if a trusted CA has issued it and it states an id that the
 * connection may have. Finds the connection's demands by its engine, and fails closed
 * when there are none.
 *
 * <p>
 * The reason of a refusal is reported twice: as text to this node's connection, and as
 * the nearest TLS alert (RFC 8446, section 6.2) to the peer.
 */
final class PeerTrustManager extends X509ExtendedTrustManager {

	/** TLS 1.3 has no authentication type; this is what the JDK passes for it. */
	private static final String AUTH_TYPE = "UNKNOWN";

	/** X509_V_ERR_* of BoringSSL, which selects the alert by them. */
	private static final int UNKNOWN_CA = 20;

	private static final int EXPIRED = 10;

	private static final int NOT_YET_VALID = 9;

	private static final int REJECTED = 28;

	private static final int INVALID_PURPOSE = 26;

	private final X509TrustManager authorities;

	private final Map<SSLEngine, PeerVerification> verifications = new ConcurrentHashMap<>();

	PeerTrustManager(X509TrustManager authorities) {
		this.authorities = authorities;
	}

	void bind(SSLEngine engine, PeerVerification verification) {
		this.verifications.put(engine, verification);
	}

	void unbind(SSLEngine engine) {
		this.verifications.remove(engine);
	}

	/** The certificates of the trusted CAs. */
	List<X509Certificate> authorities() {
		return List.of(this.authorities.getAcceptedIssuers());
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
			throws CertificateException {
		check(chain, engine, CertificateUse.DIALLED, () -> this.authorities.checkServerTrusted(chain, AUTH_TYPE));
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
			throws CertificateException {
		check(chain, engine, CertificateUse.DIALLING, () -> this.authorities.checkClientTrusted(chain, AUTH_TYPE));
	}

	private void check(X509Certificate[] chain, SSLEngine engine, CertificateUse use, ChainCheck chainCheck)
			throws CertificateException {
		PeerVerification verification = this.verifications.get(engine);
		if (verification == null) {
			throw new CertificateException("no connection has said what it demands of this certificate");
		}
		verification.judged(chain[0]);
		try {
			check(chain, use, chainCheck, verification);
		}
		catch (RuntimeException ex) {
			// Certificates are parsed lazily, when a part of them is read.
			String detail = "the peer's certificate cannot be read (" + ex.getClass().getName() + ")";
			throw alert(detail, verification.fail(ErrorCode.CERTIFICATE_UNTRUSTED, detail, ex), REJECTED);
		}
	}

	private static void check(X509Certificate[] chain, CertificateUse use, ChainCheck chainCheck,
			PeerVerification verification) throws CertificateException {
		try {
			chainCheck.run();
		}
		catch (CertificateException ex) {
			throw untrusted(chain, use, verification, ex);
		}
		verification.issuedByTrusted(chain[0]);
		NetworkException refused = verification.checkDenied(List.of(chain));
		if (refused == null) {
			refused = verification.checkId(chain[0]);
		}
		if (refused != null) {
			throw alert(refused.detail(), refused, REJECTED);
		}
	}

	private static CertificateException untrusted(X509Certificate[] chain, CertificateUse use,
			PeerVerification verification, CertificateException cause) throws CertificateException {
		String subject = "the peer's certificate (subject " + ForeignText.line(chain[0].getSubjectX500Principal())
				+ ")";
		if (isCausedBy(cause, CertificateExpiredException.class, BasicReason.EXPIRED)) {
			String detail = dated(chain, CertificateDates.EXPIRED, subject, "has expired");
			return alert(detail, verification.fail(ErrorCode.CERTIFICATE_EXPIRED, detail, cause), EXPIRED);
		}
		if (isCausedBy(cause, CertificateNotYetValidException.class, BasicReason.NOT_YET_VALID)) {
			String detail = dated(chain, CertificateDates.NOT_YET_VALID, subject, "is not valid yet");
			return alert(detail, verification.fail(ErrorCode.CERTIFICATE_EXPIRED, detail, cause), NOT_YET_VALID);
		}
		if (!use.isAllowedBy(chain[0])) {
			String detail = subject + " may not be used " + use.refusal();
			return alert(detail, verification.fail(ErrorCode.CERTIFICATE_UNTRUSTED, detail, cause), INVALID_PURPOSE);
		}
		String detail = subject + " is not issued by a trusted CA: " + ForeignText.line(cause.getMessage());
		return alert(detail, verification.fail(ErrorCode.CERTIFICATE_UNTRUSTED, detail, cause), UNKNOWN_CA);
	}

	/** Describes the certificate of the chain whose dates are at fault. */
	private static String dated(X509Certificate[] chain, CertificateDates dates, String subject, String fault) {
		for (int i = 0; i < chain.length; i++) {
			if (CertificateDates.of(chain[i]) == dates) {
				String named = CertificateDates.fault(chain[i]);
				return (i == 0) ? subject + " " + named
						: subject + " is not valid without the certificate of the intermediate CA (subject "
								+ chain[i].getSubjectX500Principal() + ", number " + (i + 1) + " of the chain), which "
								+ named;
			}
		}
		return subject + " is not valid: the certificate of a trusted CA above it " + fault + CertificateDates.clock();
	}

	private static CertificateException alert(String detail, Throwable cause, int verifyError) {
		return new OpenSslCertificateException(detail, cause, verifyError);
	}

	private static boolean isCausedBy(Throwable thrown, Class<? extends Throwable> type, BasicReason reason) {
		for (@Nullable
		Throwable cause = thrown; cause != null; cause = cause.getCause()) {
			if (type.isInstance(cause)
					|| (cause instanceof CertPathValidatorException invalid && invalid.getReason() == reason)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Names none: a node that receives the list of CAs that this one trusts shows no
	 * certificate of any other, and could not be informed of what is wrong with it.
	 */
	@Override
	public X509Certificate[] getAcceptedIssuers() {
		return new X509Certificate[0];
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
			throws CertificateException {
		throw withoutEngine();
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
			throws CertificateException {
		throw withoutEngine();
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
		throw withoutEngine();
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
		throw withoutEngine();
	}

	private static CertificateException withoutEngine() {
		return new CertificateException("a certificate is checked only for a connection");
	}

}
