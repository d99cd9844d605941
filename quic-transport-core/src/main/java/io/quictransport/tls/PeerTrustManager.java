package io.quictransport.tls;

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
 * Trusts a peer's certificate when the CA vouches for it and it states an id that the
 * connection may have. Finds the connection's demands by its engine, and fails closed
 * when there are none.
 *
 * <p>
 * The reason of a refusal goes two ways: in words to this node's own connection, and as
 * the nearest TLS alert (RFC 8446, section 6.2) to the peer.
 */
final class PeerTrustManager extends X509ExtendedTrustManager {

	/** TLS 1.3 has no authentication type; this is what the JDK passes for it. */
	private static final String AUTH_TYPE = "UNKNOWN";

	/** X509_V_ERR_* of BoringSSL, which picks the alert by them. */
	private static final int UNKNOWN_CA = 20;

	private static final int EXPIRED = 10;

	private static final int NOT_YET_VALID = 9;

	private static final int REJECTED = 28;

	private static final int INVALID_PURPOSE = 26;

	private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

	private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

	private static final String ANY_USAGE = "2.5.29.37.0";

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

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
			throws CertificateException {
		check(chain, engine, SERVER_AUTH, () -> this.authorities.checkServerTrusted(chain, AUTH_TYPE));
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
			throws CertificateException {
		check(chain, engine, CLIENT_AUTH, () -> this.authorities.checkClientTrusted(chain, AUTH_TYPE));
	}

	private void check(X509Certificate[] chain, SSLEngine engine, String usage, ChainCheck chainCheck)
			throws CertificateException {
		PeerVerification verification = this.verifications.get(engine);
		if (verification == null) {
			throw new CertificateException("no connection has said what it demands of this certificate");
		}
		verification.judged();
		try {
			chainCheck.run();
		}
		catch (CertificateException ex) {
			throw untrusted(chain[0], usage, verification, ex);
		}
		NetworkException refused = verification.checkId(chain[0]);
		if (refused != null) {
			throw alert(refused.detail(), refused, REJECTED);
		}
	}

	private static CertificateException untrusted(X509Certificate certificate, String usage,
			PeerVerification verification, CertificateException cause) throws CertificateException {
		String subject = "the peer's certificate (subject " + ForeignText.line(certificate.getSubjectX500Principal())
				+ ")";
		if (isCausedBy(cause, CertificateExpiredException.class, BasicReason.EXPIRED)) {
			String detail = subject + " has expired on " + certificate.getNotAfter().toInstant();
			return alert(detail, verification.fail(ErrorCode.CERTIFICATE_EXPIRED, detail, cause), EXPIRED);
		}
		if (isCausedBy(cause, CertificateNotYetValidException.class, BasicReason.NOT_YET_VALID)) {
			String detail = subject + " is not valid before " + certificate.getNotBefore().toInstant();
			return alert(detail, verification.fail(ErrorCode.CERTIFICATE_EXPIRED, detail, cause), NOT_YET_VALID);
		}
		List<String> usages = certificate.getExtendedKeyUsage();
		if (usages != null && !usages.contains(usage) && !usages.contains(ANY_USAGE)) {
			String detail = subject + " may not be used "
					+ (usage.equals(CLIENT_AUTH) ? "by a node that dials: its extended key usage lacks clientAuth"
							: "by a node that is dialled: its extended key usage lacks serverAuth");
			return alert(detail, verification.fail(ErrorCode.CERTIFICATE_UNTRUSTED, detail, cause), INVALID_PURPOSE);
		}
		String detail = subject + " is not vouched for by a trusted CA: " + ForeignText.line(cause.getMessage());
		return alert(detail, verification.fail(ErrorCode.CERTIFICATE_UNTRUSTED, detail, cause), UNKNOWN_CA);
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
	 * Names none: a node that is told whom this one trusts shows no certificate of anyone
	 * else, and could not be told what is wrong with it.
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
