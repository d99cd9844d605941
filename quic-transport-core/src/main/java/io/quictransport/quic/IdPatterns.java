package io.quictransport.quic;

import java.util.List;
import java.util.function.Predicate;

import io.quictransport.PeerId;

/**
 * Matches ids against the option allowedPeers: an id matches if one of the patterns does,
 * where the asterisk stands for any characters. A peer chooses its id, so a match costs
 * no more than the lengths of pattern and id say, however many asterisks there are.
 */
final class IdPatterns {

	private IdPatterns() {
	}

	static Predicate<PeerId> of(List<String> patterns) {
		if (patterns.isEmpty()) {
			return (id) -> true;
		}
		List<IdPattern> all = patterns.stream().map(IdPattern::of).toList();
		return (id) -> all.stream().anyMatch((pattern) -> pattern.matches(id.value()));
	}

	/**
	 * Holds the parts of one pattern between its asterisks.
	 *
	 * @param parts the parts, at least one
	 */
	private record IdPattern(List<String> parts) {

		static IdPattern of(String pattern) {
			return new IdPattern(List.of(pattern.split("\\*", -1)));
		}

		boolean matches(String id) {
			int last = this.parts.size() - 1;
			String begin = this.parts.get(0);
			if (last == 0) {
				return id.equals(begin);
			}
			int end = id.length() - this.parts.get(last).length();
			if (end < begin.length() || !id.startsWith(begin) || !id.endsWith(this.parts.get(last))) {
				return false;
			}
			int from = begin.length();
			for (String part : this.parts.subList(1, last)) {
				// The first place leaves most to the parts that follow.
				int found = id.indexOf(part, from);
				from = found + part.length();
				if (found < 0 || from > end) {
					return false;
				}
			}
			return true;
		}

	}

}
