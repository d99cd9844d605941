package io.quictransport.spring.boot.docs;

import io.quictransport.PeerId;
import io.quictransport.spring.boot.messaging.NodeController;
import io.quictransport.spring.boot.security.PeerAuthentication;
import io.quictransport.spring.boot.security.PeerAuthorities;
import io.quictransport.spring.boot.security.RouteRules;
import io.quictransport.spring.boot.testing.WithPeer;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.authority.AuthorityUtils;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The Java of security.md. What it shows is done for real by PeerSecurityTests and
 * WithPeerTests.
 */
@SuppressWarnings({ "NullAway.Init", "unused" })
final class SecuritySnippets {

	private SecuritySnippets() {
	}

	record Account(String owner) {
	}

	interface Accounts {

		Account find(String id);

		Flux<Account> changes(PeerId reader);

	}

	@Configuration(proxyBeanMethods = false)
	@EnableMethodSecurity
	static class SecurityConfiguration {

		@Bean
		PeerAuthorities peerAuthorities() {
			return (peer, certificate) -> peer.value().startsWith("billing-")
					? AuthorityUtils.createAuthorityList("ROLE_NODE", "ROLE_BILLING")
					: AuthorityUtils.createAuthorityList("ROLE_NODE");
		}

		@Bean
		RouteRules routeRules() {
			return new RouteRules().withPermitted("health")
				.withPeers("admin.**", "node-a", "node-b")
				.withAuthority("accounts.**", "ROLE_BILLING");
		}

	}

	@NodeController
	@MessageMapping("accounts")
	static class AccountController {

		private final Accounts accounts;

		AccountController(Accounts accounts) {
			this.accounts = accounts;
		}

		@MessageMapping("{id}")
		@PreAuthorize("hasRole('BILLING') or #id == authentication.name")
		Account find(@DestinationVariable String id, PeerAuthentication caller) {
			return this.accounts.find(id);
		}

		@MessageMapping("changes")
		Flux<Account> changes(@AuthenticationPrincipal PeerId reader) {
			return this.accounts.changes(reader);
		}

	}

	static class AccountTests {

		private AccountController controller;

		@Test
		@WithPeer(value = "shop-1", authorities = "ROLE_NODE")
		void aShopMayNotReadAnAccount() {
			assertThatExceptionOfType(AccessDeniedException.class).isThrownBy(() -> this.controller.find("4711", PEER));
		}

		private static final PeerAuthentication PEER = new PeerAuthentication(new PeerId("shop-1"), null,
				AuthorityUtils.NO_AUTHORITIES);

	}

}
