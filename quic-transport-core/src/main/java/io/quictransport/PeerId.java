package io.quictransport;

import java.util.regex.Pattern;

/**
 * Identifies a node, as its certificate states.
 *
 * <p>
 * An id is 1 to 128 characters of {@code A-Z a-z 0-9 . _ -} and starts with a letter or
 * digit. Ids are compared as strings, by UTF-16 code unit; the order decides which of two
 * simultaneous connections survives.
 *
 * @param value the id's text
 */
public record PeerId(String value) implements Comparable<PeerId> {

	/** The longest id, in characters. */
	public static final int MAX_LENGTH = 128;

	private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0," + (MAX_LENGTH - 1) + "}");

	/**
	 * Checks the text.
	 * @param value see {@link #value()}
	 * @throws ConfigurationException if the text is not a valid id
	 */
	public PeerId {
		if (!isValid(value)) {
			throw new ConfigurationException(ErrorCode.INVALID_OPTION, "peer id '" + value
					+ "' must be 1 to 128 characters of A-Z a-z 0-9 . _ - and start with a letter or digit");
		}
	}

	/**
	 * Whether a text can be a peer id.
	 * @param text the text to check
	 * @return whether {@link #PeerId(String)} would accept it
	 */
	public static boolean isValid(String text) {
		return text.length() <= MAX_LENGTH && VALID.matcher(text).matches();
	}

	@Override
	public int compareTo(PeerId other) {
		return this.value.compareTo(other.value);
	}

	@Override
	public String toString() {
		return this.value;
	}

}
