package io.quictransport.spring.boot.security;

import io.quictransport.ConfigurationException;
import io.quictransport.PeerId;
import io.quictransport.spring.boot.NodeOperation;
import org.junit.jupiter.api.Test;

import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.core.authority.AuthorityUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RouteRulesTests {

	@Test
	void whatNoRuleMatchesIsDenied() {
		assertThat(admits(new RouteRules(), "anything")).isFalse();
		assertThat(admits(new RouteRules().withPermitted("a.*"), "a.b.c")).isFalse();
	}

	@Test
	void theFirstRuleThatMatchesDecides() {
		RouteRules rules = new RouteRules().withDenied("a.secret").withPermitted("a.*");
		assertThat(admits(rules, "a.open")).isTrue();
		assertThat(admits(rules, "a.secret")).isFalse();
		assertThat(admits(new RouteRules().withPermitted("a.*").withDenied("a.secret"), "a.secret")).isTrue();
	}

	@Test
	void aRuleMayAskForOneOfSomeAuthoritiesOrPeers() {
		assertThat(admits(new RouteRules().withAuthority("**", "ROLE_BOSS", "ROLE_CLERK"), "a.b")).isTrue();
		assertThat(admits(new RouteRules().withAuthority("**", "ROLE_BOSS"), "a.b")).isFalse();
		assertThat(admits(new RouteRules().withPeers("**", "node-z", "node-a"), "a.b")).isTrue();
		assertThat(admits(new RouteRules().withPeers("**", "node-z"), "a.b")).isFalse();
	}

	@Test
	void aRuleOfTheApplicationSeesTheOperationAndThePath() {
		RouteRules rules = new RouteRules().withRule("**", (authentication, access) -> new AuthorizationDecision(
				access.operation() == NodeOperation.REQUEST && access.path().equals("a.b")));
		assertThat(admits(rules, "a.b")).isTrue();
		assertThat(admits(rules, "a.c")).isFalse();
	}

	@Test
	void rulesThatCannotWorkAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new RouteRules().withPermitted(" "));
		assertThatIllegalArgumentException().isThrownBy(() -> new RouteRules().withPeers("a"));
		assertThatExceptionOfType(ConfigurationException.class)
			.isThrownBy(() -> new RouteRules().withPeers("a", "no id"));
	}

	private static boolean admits(RouteRules rules, String path) {
		PeerAuthentication peer = new PeerAuthentication(new PeerId("node-a"), null,
				AuthorityUtils.createAuthorityList("ROLE_CLERK"));
		return rules.admits(() -> peer, new RouteAccess(NodeOperation.REQUEST, path));
	}

}
