package io.quictransport;

import java.io.Serializable;
import java.util.regex.Pattern;

import io.quictransport.internal.text.ForeignText;

/**
 * Names the reason for which an application refuses a request or a stream of messages.
 * The application defines these codes and their meaning, in addition to the transport's
 * own {@link ErrorCode}s. Codes that most applications need are constants.
 *
 * @param name the name: 1 to 64 characters of {@code A-Z a-z 0-9 . _ -}, the first one a
 * letter; upper and lower case differ
 * @serial exclude
 */
public record ApplicationCode(String name) implements Serializable {

	/** The longest name, in characters. */
	public static final int MAX_LENGTH = 64;

	// Before the codes, which need it.
	private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*");

	/** What the request is about does not exist. */
	public static final ApplicationCode NOT_FOUND = new ApplicationCode("NOT_FOUND");

	/** The request contradicts what is there already, such as another version. */
	public static final ApplicationCode CONFLICT = new ApplicationCode("CONFLICT");

	/** The caller is known, and not permitted to do this. */
	public static final ApplicationCode FORBIDDEN = new ApplicationCode("FORBIDDEN");

	/** The caller is not authenticated, and only authenticated callers are served. */
	public static final ApplicationCode UNAUTHENTICATED = new ApplicationCode("UNAUTHENTICATED");

	/** Something else has to be done first. */
	public static final ApplicationCode FAILED_PRECONDITION = new ApplicationCode("FAILED_PRECONDITION");

	/**
	 * Checks the name.
	 * @param name see {@link #name()}
	 * @throws ConfigurationException if it is no name
	 */
	public ApplicationCode {
		if (name.length() > MAX_LENGTH || !NAME.matcher(name).matches()) {
			throw new ConfigurationException(ErrorCode.INVALID_OPTION,
					"'" + ForeignText.line(name) + "' is no application code: it needs 1 to " + MAX_LENGTH
							+ " characters of A-Z a-z 0-9 . _ - and begins with a letter",
					null);
		}
	}

	@Override
	public String toString() {
		return this.name;
	}

}
