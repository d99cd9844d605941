package io.quictransport.spring.boot.security;

import io.quictransport.PeerId;
import io.quictransport.spring.boot.testing.WithPeer;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A test that calls a bean as a peer would.
 */
@SpringJUnitConfig
class WithPeerTests {

	@Autowired
	private Ledger ledger;

	@Test
	@WithPeer(value = "clerk", authorities = "ROLE_CLERK")
	void aPeerWithTheAuthorityIsAdmitted() {
		assertThat(this.ledger.write()).isEqualTo("written");
		assertThat(SecurityContextHolder.getContext().getAuthentication()).isInstanceOfSatisfying(
				PeerAuthentication.class, (peer) -> assertThat(peer.getPrincipal()).isEqualTo(new PeerId("clerk")));
	}

	@Test
	@WithPeer("guest")
	void aPeerWithoutItIsDenied() {
		assertThatExceptionOfType(AccessDeniedException.class).isThrownBy(this.ledger::write);
		assertThat(PeerSecurityTests.who()).isEqualTo("guest [ROLE_NODE]");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableMethodSecurity
	@Import(Ledger.class)
	static class Application {

	}

	static class Ledger {

		@PreAuthorize("hasRole('CLERK')")
		String write() {
			return "written";
		}

	}

}
