package io.quictransport.internal.wire;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One entry of {@code docs/wire-protocol-vectors.txt}: a frame by its fields and by its
 * bytes, or bytes that must be refused.
 *
 * @param name the entry's name
 * @param lines all values of the entry by their field
 */
record WireVector(String name, Map<String, List<String>> lines) {

	private static final Set<String> REMARKS = Set.of("frame", "hex", "decode-only", "malformed", "note");

	static List<WireVector> all() {
		List<WireVector> vectors = new ArrayList<>();
		for (String line : Documents.lines("wire-protocol-vectors.txt")) {
			if (line.startsWith("[")) {
				vectors.add(new WireVector(line.substring(1, line.length() - 1), new LinkedHashMap<>()));
			}
			else if (!line.isEmpty() && !line.startsWith("#")) {
				int equals = line.indexOf(" =");
				vectors.get(vectors.size() - 1).lines
					.computeIfAbsent(line.substring(0, equals), (name) -> new ArrayList<>())
					.add(line.substring(equals + 2).strip());
			}
		}
		return vectors;
	}

	static List<WireVector> wellFormed() {
		return all().stream().filter((vector) -> !vector.has("malformed")).toList();
	}

	static List<WireVector> exact() {
		return wellFormed().stream().filter((vector) -> !vector.has("decode-only")).toList();
	}

	static List<WireVector> malformed() {
		return all().stream().filter((vector) -> vector.has("malformed")).toList();
	}

	boolean has(String field) {
		return this.lines.containsKey(field);
	}

	String frame() {
		return text("frame");
	}

	byte[] bytes() {
		return HexFormat.of().parseHex(text("hex").replace(" ", ""));
	}

	/**
	 * The frame's own fields, those with several values in alphabetical order.
	 */
	Map<String, List<String>> fields() {
		Map<String, List<String>> fields = new LinkedHashMap<>();
		this.lines.forEach((field, values) -> {
			if (!REMARKS.contains(field)) {
				fields.put(field, values.stream().sorted().toList());
			}
		});
		return fields;
	}

	String text(String field) {
		return this.lines.getOrDefault(field, List.of("")).get(0);
	}

	long number(String field) {
		return Long.parseLong(text(field));
	}

	byte[] payload() {
		return HexFormat.of().parseHex(text("payload"));
	}

	List<String> values(String field) {
		return this.lines.getOrDefault(field, List.of());
	}

	@Override
	public String toString() {
		return this.name;
	}

}
