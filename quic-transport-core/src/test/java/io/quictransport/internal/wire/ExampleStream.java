package io.quictransport.internal.wire;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What one end sends on one stream, at one time, in the protocol document's example.
 *
 * @param name who sends to whom, and the stream
 * @param stream the stream's id
 * @param kind the kind byte that the text announces, 0 if it announces none
 * @param announcedNames the frames that the text announces
 * @param content the bytes, the kind's among them
 */
record ExampleStream(String name, long stream, int kind, List<String> announcedNames, ByteArrayOutputStream content) {

	private static final Pattern HEAD = Pattern.compile("([ab]) > [ab], stream (\\d+)");

	private static final Pattern LINE = Pattern.compile("  ([0-9a-f]+(?: [0-9a-f]+)*) {2,}(.+)");

	private static final Pattern FRAME = Pattern.compile("([A-Z_]+), length \\d+");

	private static final String KIND = "kind: ";

	private static final Map<String, Integer> KINDS = FrameTypes.kinds();

	static List<ExampleStream> parse(List<String> lines) {
		List<ExampleStream> parts = new ArrayList<>();
		for (String line : lines) {
			Matcher head = HEAD.matcher(line);
			if (head.matches()) {
				parts.add(new ExampleStream(line, Long.parseLong(head.group(2)), 0, new ArrayList<>(),
						new ByteArrayOutputStream()));
			}
			Matcher bytes = LINE.matcher(line);
			if (bytes.matches()) {
				int last = parts.size() - 1;
				parts.set(last, parts.get(last).with(bytes.group(1), bytes.group(2)));
			}
		}
		return parts;
	}

	private ExampleStream with(String hex, String text) {
		this.content.writeBytes(HexFormat.of().parseHex(hex.replace(" ", "")));
		Matcher frame = FRAME.matcher(text);
		if (frame.matches()) {
			this.announcedNames.add(frame.group(1));
		}
		int announced = text.startsWith(KIND)
				? KINDS.getOrDefault(text.substring(KIND.length()).toUpperCase(Locale.ROOT), 0) : this.kind;
		return new ExampleStream(this.name, this.stream, announced, this.announcedNames, this.content);
	}

	byte[] bytes() {
		return this.content.toByteArray();
	}

	/**
	 * Whether the sender has opened the stream: node a dialled, so its streams are even.
	 */
	boolean isOpener() {
		return this.name.startsWith((this.stream % 2 == 0) ? "a" : "b");
	}

	List<ReadFrame> frames() {
		return ReadFrame.all(Arrays.copyOfRange(bytes(), (this.kind != 0) ? 1 : 0, bytes().length));
	}

	List<String> frameNames() {
		Map<Integer, String> names = FrameTypes.all()
			.entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
		return frames().stream().map((frame) -> String.valueOf(names.get(frame.type()))).toList();
	}

}
