package io.quictransport.quic;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import io.quictransport.PeerId;

/**
 * The option allowedPeers as a predicate: ids match when one of the patterns does, the
 * asterisk standing for any characters.
 */
final class IdPatterns {

	private IdPatterns() {
	}

	static Predicate<PeerId> of(List<String> patterns) {
		if (patterns.isEmpty()) {
			return (id) -> true;
		}
		List<Pattern> compiled = patterns.stream().map(IdPatterns::compile).toList();
		return (id) -> compiled.stream().anyMatch((pattern) -> pattern.matcher(id.value()).matches());
	}

	private static Pattern compile(String pattern) {
		StringBuilder regex = new StringBuilder();
		for (String literal : pattern.split("\\*", -1)) {
			if (!regex.isEmpty()) {
				regex.append(".*");
			}
			regex.append(Pattern.quote(literal));
		}
		return Pattern.compile(regex.toString());
	}

}
