package io.quictransport.internal.text;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Replaces an exception in a log that cannot be shown as it is, because its text would
 * break the line, or because obtaining its text fails. Has the original's stack trace.
 */
final class ShownThrowable extends Throwable {

	private static final long serialVersionUID = 1L;

	private ShownThrowable(String text, @Nullable Throwable cause) {
		super(text, cause, true, true);
	}

	/**
	 * Checks the exception, and everything attached to it, for text that cannot be shown.
	 * @return the exception itself if there is none
	 */
	static Throwable of(Throwable shown) {
		return isSafe(shown, noneSeen()) ? shown : copy(shown, noneSeen());
	}

	private static Set<Throwable> noneSeen() {
		return Collections.newSetFromMap(new IdentityHashMap<>());
	}

	private static boolean isSafe(@Nullable Throwable shown, Set<Throwable> seen) {
		if (shown == null || !seen.add(shown)) {
			return true;
		}
		try {
			if (!isLine(shown.toString()) || !isLine(shown.getMessage()) || !isSafe(shown.getCause(), seen)) {
				return false;
			}
		}
		catch (Throwable ex) {
			return false;
		}
		for (Throwable suppressed : shown.getSuppressed()) {
			if (!isSafe(suppressed, seen)) {
				return false;
			}
		}
		return true;
	}

	private static boolean isLine(@Nullable String text) {
		return text == null || text.equals(ForeignText.line(text));
	}

	/** Omits exceptions that were seen before: causes may form a cycle. */
	private static ShownThrowable copy(Throwable shown, Set<Throwable> seen) {
		seen.add(shown);
		Throwable cause = causeOf(shown);
		ShownThrowable copy = new ShownThrowable(ForeignText.line(shown),
				(cause != null && !seen.contains(cause)) ? copy(cause, seen) : null);
		copy.setStackTrace(shown.getStackTrace());
		for (Throwable suppressed : shown.getSuppressed()) {
			if (!seen.contains(suppressed)) {
				copy.addSuppressed(copy(suppressed, seen));
			}
		}
		return copy;
	}

	private static @Nullable Throwable causeOf(Throwable shown) {
		try {
			return shown.getCause();
		}
		catch (Throwable ex) {
			// The text cannot be shown.
			return null;
		}
	}

	@Override
	public synchronized Throwable fillInStackTrace() {
		return this;
	}

	@Override
	@SuppressWarnings("OverrideThrowableToString") // it shows another exception, name
													// included
	public String toString() {
		return String.valueOf(getMessage());
	}

}
