package io.quictransport.quic;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;

import io.netty.handler.codec.quic.QuicChannel;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.tls.PeerVerification;
import io.quictransport.wire.Hello;
import org.jspecify.annotations.Nullable;

/**
 * Holds the id that a peer claims in HELLO against the certificate that it showed in TLS.
 */
final class PeerClaim {

	private PeerClaim() {
	}

	/** What is wrong with the claim, null if nothing. */
	static @Nullable NetworkException check(QuicChannel channel, PeerVerification verification, Hello hello) {
		if (!verification.isJudged()) {
			return refused(channel, "resumed TLS sessions are not admitted; dial with a full handshake");
		}
		X509Certificate certificate = certificateOf(channel);
		return (certificate != null) ? verification.checkClaim(certificate, hello.node().id())
				: refused(channel, "the peer showed no certificate");
	}

	/** The certificate that the peer has shown, null if it showed none. */
	static @Nullable X509Certificate certificateOf(QuicChannel channel) {
		SSLEngine engine = channel.sslEngine();
		try {
			Certificate[] chain = (engine != null) ? engine.getSession().getPeerCertificates() : new Certificate[0];
			return (chain.length > 0 && chain[0] instanceof X509Certificate certificate) ? certificate : null;
		}
		catch (SSLPeerUnverifiedException ex) {
			return null;
		}
	}

	private static NetworkException refused(QuicChannel channel, String why) {
		return CloseCause.exception(ErrorCode.CERTIFICATE_REQUIRED, why,
				ErrorContext.at(null, channel.remoteSocketAddress()), null);
	}

}
