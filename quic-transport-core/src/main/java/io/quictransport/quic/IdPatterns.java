package io.quictransport.quic;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import io.quictransport.PeerId;

/**
 * Matches ids against the option allowedPeers: an id matches if one of the patterns does,
 * where the asterisk stands for any characters.
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
