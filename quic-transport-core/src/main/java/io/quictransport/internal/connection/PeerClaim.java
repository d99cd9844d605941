package io.quictransport.internal.connection;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import javax.net.ssl.SSLPeerUnverifiedException;

import io.netty.handler.codec.quic.QuicChannel;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.internal.tls.PeerVerification;
import io.quictransport.internal.wire.ControlFrames.Hello;
import org.jspecify.annotations.Nullable;

/**
 * Checks the id that a peer claims in HELLO against the certificate that it showed in
 * TLS.
 */
final class PeerClaim {

	private PeerClaim() {
	}

	/** What is wrong with the claim, null if nothing. */
	static @Nullable NetworkException check(QuicChannel channel, PeerVerification verification, Hello hello) {
		if (!verification.isJudged()) {
			return refused(channel, "resumed TLS sessions are not admitted; dial with a full handshake", null);
		}
		try {
			X509Certificate certificate = certificateOf(channel);
			if (certificate == null) {
				return refused(channel, "the peer showed no certificate", null);
			}
			// The deny list may have changed since TLS completed.
			NetworkException denied = verification.checkDenied(chain(channel));
			return (denied != null) ? denied : verification.checkClaim(certificate, hello.node().id());
		}
		catch (SSLPeerUnverifiedException ex) {
			return refused(channel, "the peer showed no certificate", ex);
		}
	}

	private static @Nullable X509Certificate certificateOf(QuicChannel channel) throws SSLPeerUnverifiedException {
		Certificate[] chain = channel.sslEngine().getSession().getPeerCertificates();
		return (chain.length > 0 && chain[0] instanceof X509Certificate certificate) ? certificate : null;
	}

	/** All certificates of a peer whose claim was checked, its own first. */
	static List<X509Certificate> chain(QuicChannel channel) {
		try {
			return Stream.of(channel.sslEngine().getSession().getPeerCertificates())
				.map(X509Certificate.class::cast)
				.toList();
		}
		catch (SSLPeerUnverifiedException ex) {
			throw new IllegalStateException("the claim was checked", ex);
		}
	}

	/** The peer's own certificate, once its claim was checked. */
	static X509Certificate checked(QuicChannel channel) {
		try {
			return Objects.requireNonNull(certificateOf(channel), "the claim was checked");
		}
		catch (SSLPeerUnverifiedException ex) {
			throw new IllegalStateException("the claim was checked", ex);
		}
	}

	private static NetworkException refused(QuicChannel channel, String why, @Nullable Throwable cause) {
		return NetworkException.of(ErrorCode.CERTIFICATE_REQUIRED, Outcome.NOT_SENT, why,
				ErrorContext.at(null, channel.remoteSocketAddress()), cause);
	}

}
