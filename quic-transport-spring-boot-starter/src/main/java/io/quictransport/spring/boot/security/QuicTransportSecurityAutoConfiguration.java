package io.quictransport.spring.boot.security;

import java.util.List;

import io.quictransport.NetworkTransport;
import io.quictransport.spring.boot.ConditionalOnFlag;
import io.quictransport.spring.boot.QuicTransportAutoConfiguration;
import io.quictransport.spring.boot.QuicTransportLifecycleAutoConfiguration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

/**
 * Auto-configures Spring Security for handlers. Nothing is denied without a
 * {@link RouteRules} bean or method security.
 */
@AutoConfiguration(after = QuicTransportAutoConfiguration.class, before = QuicTransportLifecycleAutoConfiguration.class)
@ConditionalOnClass(Authentication.class)
@ConditionalOnFlag({ "quic.transport.enabled", "quic.transport.security.enabled" })
@ConditionalOnSingleCandidate(value = NetworkTransport.class, search = SearchStrategy.CURRENT)
public final class QuicTransportSecurityAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	PeerAuthorities quicTransportPeerAuthorities() {
		List<SimpleGrantedAuthority> everybody = List.of(new SimpleGrantedAuthority(PeerAuthorities.ROLE_NODE));
		return (peer, certificate) -> everybody;
	}

	@Bean
	SecuredHandlers quicTransportSecuredHandlers(ObjectProvider<SecurityContextHolderStrategy> contexts,
			PeerAuthorities authorities, ObjectProvider<RouteRules> rules) {
		return new SecuredHandlers(
				new PeerSecurity(contexts.getIfAvailable(SecurityContextHolder::getContextHolderStrategy), authorities,
						rules.getIfAvailable()));
	}

}
