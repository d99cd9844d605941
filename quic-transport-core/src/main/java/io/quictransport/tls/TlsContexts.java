package io.quictransport.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicSslEngine;
import io.netty.handler.ssl.ClientAuth;

/**
 * The TLS contexts of one identity, one for dialling and one for accepting. Each
 * connection takes an engine of its own, bound to what the connection demands of its
 * peer.
 */
public final class TlsContexts {

	private final PeerTrustManager trust;

	private final QuicSslContext dialling;

	private final QuicSslContext accepting;

	/**
	 * Makes the contexts. Needs the codec's native library.
	 * @param identity key, certificate and trust
	 * @param protocol the application protocol that both ends must offer (RFC 7301)
	 */
	public TlsContexts(TlsIdentity identity, String protocol) {
		this.trust = new PeerTrustManager(identity.trustManager());
		this.dialling = QuicSslContextBuilder.forClient()
			.keyManager(identity.keyManager(), null)
			.trustManager(this.trust)
			.endpointIdentificationAlgorithm("")
			.applicationProtocols(protocol)
			.build();
		this.accepting = QuicSslContextBuilder.forServer(identity.keyManager(), null)
			.trustManager(this.trust)
			.clientAuth(ClientAuth.REQUIRE)
			.applicationProtocols(protocol)
			.build();
	}

	/**
	 * Makes the engine of a dialled connection.
	 * @param allocator the connection's allocator
	 * @param verification what the connection demands of its peer
	 * @return the engine; the verification is to be released when the connection is
	 * closed
	 */
	public QuicSslEngine newDiallingEngine(ByteBufAllocator allocator, PeerVerification verification) {
		return bound(this.dialling.newEngine(allocator), verification);
	}

	/**
	 * Makes the engine of an accepted connection.
	 * @param allocator the connection's allocator
	 * @param verification what the connection demands of its peer
	 * @return the engine; the verification is to be released when the connection is
	 * closed
	 */
	public QuicSslEngine newAcceptingEngine(ByteBufAllocator allocator, PeerVerification verification) {
		return bound(this.accepting.newEngine(allocator), verification);
	}

	private QuicSslEngine bound(QuicSslEngine engine, PeerVerification verification) {
		this.trust.bind(engine, verification);
		verification.boundBy(() -> this.trust.unbind(engine));
		return engine;
	}

}
