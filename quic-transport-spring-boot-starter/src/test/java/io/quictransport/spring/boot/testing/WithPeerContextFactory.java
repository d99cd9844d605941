package io.quictransport.spring.boot.testing;

import io.quictransport.PeerId;
import io.quictransport.spring.boot.security.PeerAuthentication;

import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.test.context.support.WithSecurityContextFactory;

/**
 * Makes the security context of {@link WithPeer}.
 */
final class WithPeerContextFactory implements WithSecurityContextFactory<WithPeer> {

	@Override
	public SecurityContext createSecurityContext(WithPeer peer) {
		SecurityContext context = SecurityContextHolder.createEmptyContext();
		context.setAuthentication(new PeerAuthentication(new PeerId(peer.value()), null,
				AuthorityUtils.createAuthorityList(peer.authorities())));
		return context;
	}

}
