package io.quictransport.internal.text;

import java.util.Collection;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Makes text from other parties safe: to show in a log line, an exception, a snapshot,
 * and to look up by name. Peers and unauthenticated senders choose what they send, so
 * every part of it that is shown or found by its hash passes through here.
 */
public final class ForeignText {

	/** The longest text that is shown, in characters; none that this library makes is. */
	public static final int MAX_LENGTH = 4096;

	private static final String CUT = "...";

	private ForeignText() {
	}

	/**
	 * Shows a value by its toString as one line.
	 * @param value the value
	 * @return the text, without what could end the line, move the cursor of a terminal or
	 * turn the direction of what follows: such characters are shown as Java escapes. At
	 * most {@link #MAX_LENGTH} characters and the escapes of the last one
	 */
	public static String line(@Nullable Object value) {
		String text = textOf(value);
		int unsafe = firstUnsafe(text);
		return (unsafe == text.length() && unsafe <= MAX_LENGTH) ? text : escaped(text, unsafe);
	}

	/**
	 * Shows a value within quotation marks as one line.
	 * @param value the value
	 * @return the text as {@link #line} gives it, without what could end the quotation: a
	 * quotation mark is shown as an apostrophe, and no backslash stands at the end, where
	 * some readers would take it for an escape of the mark that follows
	 */
	public static String quoted(@Nullable Object value) {
		String text = line(value).replace('"', '\'');
		return text.endsWith("\\") ? text + " " : text;
	}

	/**
	 * Copies texts by name, whose look-up costs the same for any choice of names.
	 * @param texts the texts, without null
	 * @return the same texts, in their order
	 */
	public static Map<String, String> copyOf(Map<String, String> texts) {
		return Texts.copyOf(texts);
	}

	/**
	 * Copies names, whose look-up costs the same for any choice of them.
	 * @param names the names, without null
	 * @return the same names, in their order
	 */
	public static Set<String> copyOf(Collection<String> names) {
		return Texts.copyOf(names);
	}

	/**
	 * Keeps texts that nothing else changes, as {@link #copyOf(Map)} does, without a
	 * copy.
	 * @param texts the texts, without null, in a {@link java.util.LinkedHashMap}
	 * @return the texts
	 */
	public static Map<String, String> owned(Map<String, String> texts) {
		return Texts.of(texts);
	}

	/**
	 * Shortens a text that exceeds a size, and marks the cut.
	 * @param text the text
	 * @param mostBytes the size in bytes of UTF-8, at least 4
	 * @return the text, or its beginning
	 */
	public static String fit(String text, int mostBytes) {
		if (text.length() <= mostBytes / 3 || utf8Length(text) <= mostBytes) {
			return text;
		}
		int end = (mostBytes - CUT.length()) / 3;
		return beginning(text, end) + CUT;
	}

	private static String textOf(@Nullable Object value) {
		try {
			return String.valueOf(value);
		}
		catch (Throwable ex) {
			return "(" + ((value != null) ? value.getClass().getName() : "null") + " that cannot be printed)";
		}
	}

	private static int firstUnsafe(String text) {
		int index = 0;
		while (index < text.length()) {
			int point = text.codePointAt(index);
			if (isUnsafe(point)) {
				return index;
			}
			index += Character.charCount(point);
		}
		return index;
	}

	private static String escaped(String text, int unsafeFrom) {
		StringBuilder safe = new StringBuilder(Math.min(text.length(), MAX_LENGTH) + 64);
		int index = Math.min(unsafeFrom, MAX_LENGTH);
		safe.append(beginning(text, index));
		index = safe.length();
		while (index < text.length() && safe.length() < MAX_LENGTH) {
			int point = text.codePointAt(index);
			int length = Character.charCount(point);
			if (isUnsafe(point)) {
				escape(safe, text, index, length);
			}
			else {
				safe.appendCodePoint(point);
			}
			index += length;
		}
		return (index < text.length()) ? safe.append(CUT).toString() : safe.toString();
	}

	private static void escape(StringBuilder to, String text, int index, int length) {
		for (int i = index; i < index + length; i++) {
			char unit = text.charAt(i);
			switch (unit) {
				case '\n' -> to.append("\\n");
				case '\r' -> to.append("\\r");
				case '\t' -> to.append("\\t");
				default -> to.append("\\u")
					.append(Character.forDigit(unit >>> 12, 16))
					.append(Character.forDigit(unit >>> 8 & 0xF, 16))
					.append(Character.forDigit(unit >>> 4 & 0xF, 16))
					.append(Character.forDigit(unit & 0xF, 16));
			}
		}
	}

	/**
	 * Control and format characters, which are not visible but have an effect, and lone
	 * surrogates.
	 */
	private static boolean isUnsafe(int point) {
		return switch (Character.getType(point)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.SURROGATE ->
				true;
			default -> false;
		};
	}

	/** The first characters, one fewer if the cut would split a surrogate pair. */
	private static String beginning(String text, int end) {
		boolean half = end > 0 && end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))
				&& Character.isLowSurrogate(text.charAt(end));
		return text.substring(0, half ? end - 1 : end);
	}

	private static int utf8Length(String text) {
		int length = 0;
		for (int i = 0; i < text.length(); i++) {
			char unit = text.charAt(i);
			if (unit < 0x80) {
				length++;
			}
			else if (unit < 0x800) {
				length += 2;
			}
			else if (Character.isHighSurrogate(unit) && i + 1 < text.length()
					&& Character.isLowSurrogate(text.charAt(i + 1))) {
				length += 4;
				i++;
			}
			else {
				length += 3;
			}
		}
		return length;
	}

}
