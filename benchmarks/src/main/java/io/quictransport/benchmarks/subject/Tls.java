package io.quictransport.benchmarks.subject;

import javax.net.ssl.SSLException;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;

/**
 * Configures mutual TLS 1.3 for the subjects that run over TCP, with BoringSSL if its
 * library is available.
 */
public final class Tls {

	/** The name that the server's certificate is checked for. */
	public static final String SERVER_NAME = "localhost";

	private Tls() {
	}

	public static SslContextBuilder server(PemIdentity identity) throws SSLException {
		return common(SslContextBuilder.forServer(identity.chain().toFile(), identity.key().toFile()), identity)
			.clientAuth(ClientAuth.REQUIRE);
	}

	public static SslContextBuilder client(PemIdentity identity) throws SSLException {
		return common(SslContextBuilder.forClient().keyManager(identity.chain().toFile(), identity.key().toFile()),
				identity);
	}

	private static SslContextBuilder common(SslContextBuilder builder, PemIdentity identity) {
		return builder.trustManager(identity.ca().toFile())
			.protocols("TLSv1.3")
			.sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK);
	}

}
