package io.quictransport.spring.boot.security;

import java.io.Serial;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Objects;

import io.quictransport.PeerId;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;

/**
 * Represents the peer whose message or stream is handled: its principal is the peer's id,
 * its name the id as text, its credentials the certificate that the peer has shown.
 */
public final class PeerAuthentication extends AbstractAuthenticationToken {

	@Serial
	private static final long serialVersionUID = 1L;

	/** The id of the peer. */
	private final String peer;

	/** The certificate that the peer has shown, null if there is none. */
	private final @Nullable X509Certificate certificate;

	/**
	 * Makes the authentication of a peer whose identity has been proven.
	 * @param peer the peer
	 * @param certificate the certificate that it has shown, or null
	 * @param authorities what it may do
	 */
	public PeerAuthentication(PeerId peer, @Nullable X509Certificate certificate,
			Collection<? extends GrantedAuthority> authorities) {
		super(authorities);
		this.peer = peer.value();
		this.certificate = certificate;
		setAuthenticated(true);
	}

	@Override
	public PeerId getPrincipal() {
		return new PeerId(this.peer);
	}

	@Override
	public String getName() {
		return this.peer;
	}

	/**
	 * The certificate that the peer has shown.
	 */
	@Override
	public @Nullable X509Certificate getCredentials() {
		return this.certificate;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof PeerAuthentication that && super.equals(that);
	}

	@Override
	public int hashCode() {
		return Objects.hash(super.hashCode(), this.peer);
	}

}
