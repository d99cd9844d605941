package io.quictransport.internal.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

import org.jspecify.annotations.Nullable;

/**
 * Shows one certificate chain in every handshake, dialled or dialling, so that the chain
 * in use is the one that was tried. Immutable.
 */
final class FixedKeyManager extends X509ExtendedKeyManager {

	private static final String ALIAS = "node";

	private final PrivateKey key;

	private final List<X509Certificate> chain;

	FixedKeyManager(PrivateKey key, List<X509Certificate> chain) {
		this.key = key;
		this.chain = List.copyOf(chain);
	}

	@Override
	public String chooseEngineClientAlias(String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
		return ALIAS;
	}

	@Override
	public String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
		return ALIAS;
	}

	@Override
	public String chooseClientAlias(String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
		return ALIAS;
	}

	@Override
	public String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
		return ALIAS;
	}

	@Override
	public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
		return new String[] { ALIAS };
	}

	@Override
	public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
		return new String[] { ALIAS };
	}

	@Override
	public X509Certificate[] getCertificateChain(String alias) {
		return this.chain.toArray(X509Certificate[]::new);
	}

	@Override
	public PrivateKey getPrivateKey(String alias) {
		return this.key;
	}

}
