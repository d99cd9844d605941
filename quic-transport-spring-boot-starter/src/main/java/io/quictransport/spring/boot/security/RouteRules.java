package io.quictransport.spring.boot.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import io.quictransport.PeerId;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authorization.AuthorityAuthorizationManager;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.util.AntPathMatcher;
import org.springframework.util.Assert;
import org.springframework.util.PathMatcher;

/**
 * Defines which peers may call which path. The only bean of this type applies to all
 * handlers of the application, beans and annotated methods; the first rule whose pattern
 * matches decides, and a path that no rule matches is denied.
 *
 * <pre class="code">
 * &#64;Bean
 * RouteRules rules() {
 *     return new RouteRules().withPermitted("health")
 *         .withPeers("admin.**", "node-a")
 *         .withAuthority("orders.**", "ROLE_SHOP");
 * }</pre>
 *
 * Patterns have the syntax of annotated handlers: {@code *} is one segment between dots,
 * {@code **} any number.
 */
public final class RouteRules {

	private static final PathMatcher MATCHER = new AntPathMatcher(".");

	private static final AuthorizationResult DENIED = new AuthorizationDecision(false);

	private final List<Rule> rules;

	/**
	 * Makes rules that deny everything.
	 */
	public RouteRules() {
		this(List.of());
	}

	private RouteRules(List<Rule> rules) {
		this.rules = rules;
	}

	/**
	 * Adds a rule that requires one of some authorities.
	 * @param pattern the paths that it holds for
	 * @param anyOf the authorities, one of which is enough
	 * @return a copy with this rule behind the others
	 */
	public RouteRules withAuthority(String pattern, String... anyOf) {
		return withRule(pattern, AuthorityAuthorizationManager.hasAnyAuthority(anyOf));
	}

	/**
	 * Adds a rule that admits some peers.
	 * @param pattern the paths that it holds for
	 * @param ids the ids of the peers
	 * @return a copy with this rule behind the others
	 */
	public RouteRules withPeers(String pattern, String... ids) {
		Assert.notEmpty(ids, "name at least one peer, or deny the paths");
		Set<String> admitted = Set.of(ids);
		admitted.forEach(PeerId::new);
		return withRule(pattern, (authentication, access) -> {
			Authentication peer = authentication.get();
			return new AuthorizationDecision(peer instanceof PeerAuthentication && admitted.contains(peer.getName()));
		});
	}

	/**
	 * Adds a rule that admits everybody that the transport lets connect.
	 * @param pattern the paths that it holds for
	 * @return a copy with this rule behind the others
	 */
	public RouteRules withPermitted(String pattern) {
		return withRule(pattern, (authentication, access) -> new AuthorizationDecision(true));
	}

	/**
	 * Adds a rule that admits nobody.
	 * @param pattern the paths that it holds for
	 * @return a copy with this rule behind the others
	 */
	public RouteRules withDenied(String pattern) {
		return withRule(pattern, (authentication, access) -> DENIED);
	}

	/**
	 * Adds a rule of any kind.
	 * @param pattern the paths that it holds for
	 * @param rule decides; must not block
	 * @return a copy with this rule behind the others
	 */
	public RouteRules withRule(String pattern, AuthorizationManager<RouteAccess> rule) {
		Assert.hasText(pattern, "a rule needs a pattern of paths, such as 'orders.**'");
		List<Rule> more = new ArrayList<>(this.rules);
		more.add(new Rule(pattern, rule));
		return new RouteRules(List.copyOf(more));
	}

	boolean admits(Supplier<? extends @Nullable Authentication> authentication, RouteAccess access) {
		for (Rule rule : this.rules) {
			if (MATCHER.match(rule.pattern, access.path())) {
				AuthorizationResult result = rule.manager.authorize(authentication, access);
				return result != null && result.isGranted();
			}
		}
		return false;
	}

	/**
	 * Holds one rule.
	 *
	 * @param pattern the paths that it holds for
	 * @param manager decides
	 */
	private record Rule(String pattern, AuthorizationManager<RouteAccess> manager) {

	}

}
