package io.quictransport.spring.boot.security;

import java.security.cert.X509Certificate;
import java.util.concurrent.CompletionException;

import io.quictransport.ApplicationCode;
import io.quictransport.ApplicationException;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.spring.boot.NodeOperation;
import org.jspecify.annotations.Nullable;

import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

/**
 * Decides whether a peer may make a call, and makes the security context of its handler.
 */
final class PeerSecurity {

	private static final String DENIED = "the caller may not do this";

	private static final String UNKNOWN = "the caller is not authenticated for this";

	private final SecurityContextHolderStrategy contexts;

	private final PeerAuthorities authorities;

	private final @Nullable RouteRules rules;

	PeerSecurity(SecurityContextHolderStrategy contexts, PeerAuthorities authorities, @Nullable RouteRules rules) {
		this.contexts = contexts;
		this.authorities = authorities;
		this.rules = rules;
	}

	/**
	 * Admits a peer.
	 * @throws ApplicationException if it may not do this; no handler has run
	 */
	PeerContext admit(NodeOperation operation, String path, PeerId peer, @Nullable X509Certificate certificate) {
		PeerAuthentication authentication;
		try {
			authentication = new PeerAuthentication(peer, certificate,
					this.authorities.authoritiesOf(peer, certificate));
			if (this.rules != null && !this.rules.admits(() -> authentication, new RouteAccess(operation, path))) {
				throw new AccessDeniedException(DENIED);
			}
		}
		catch (AccessDeniedException | AuthenticationException ex) {
			throw ((ApplicationException) told(ex)).withOutcome(Outcome.NOT_ACCEPTED);
		}
		SecurityContext context = this.contexts.createEmptyContext();
		context.setAuthentication(authentication);
		return new PeerContext(this.contexts, context);
	}

	/** What the peer is told of a failure: its codes, and nothing of the reasons. */
	static Throwable told(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause instanceof AccessDeniedException) {
			return new ApplicationException(ApplicationCode.FORBIDDEN, DENIED).withCause(cause);
		}
		if (cause instanceof AuthenticationException) {
			return new ApplicationException(ApplicationCode.UNAUTHENTICATED, UNKNOWN).withCause(cause);
		}
		return failure;
	}

}
