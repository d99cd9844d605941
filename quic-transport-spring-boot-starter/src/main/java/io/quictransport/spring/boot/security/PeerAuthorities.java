package io.quictransport.spring.boot.security;

import java.security.cert.X509Certificate;
import java.util.Collection;

import io.quictransport.PeerId;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.GrantedAuthority;

/**
 * Defines the authorities of a peer. A bean of this type replaces the default, which
 * gives every peer {@value #ROLE_NODE}.
 */
@FunctionalInterface
public interface PeerAuthorities {

	/** The authority that every peer has by default. */
	String ROLE_NODE = "ROLE_NODE";

	/**
	 * The authorities of a peer. Called for each message and stream, possibly on an event
	 * loop, so it must not block.
	 * @param peer the peer, whose id the transport has checked
	 * @param certificate the certificate that it has shown, null if the transport proves
	 * its peers' identities in another way, as that in memory does
	 * @return what it may do
	 * @throws org.springframework.security.core.AuthenticationException if it is not
	 * accepted as a caller at all; it receives UNAUTHENTICATED
	 */
	Collection<? extends GrantedAuthority> authoritiesOf(PeerId peer, @Nullable X509Certificate certificate);

}
