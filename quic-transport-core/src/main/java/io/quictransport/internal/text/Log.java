package io.quictransport.internal.text;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventAware;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes the log lines of this library, which consist of {@code key=value} and begin with
 * the event. What a line states so is also a field of the logging event, for logs in
 * JSON; the line is the same with and without. Each argument passes through
 * {@link ForeignText}, so that a line remains one line, and what is quoted in it one
 * field, whoever has chosen its text. Neither a line's content nor its destination can
 * fail the caller: an exception whose text cannot be obtained, or a full disk, must not
 * cost a message.
 */
public final class Log {

	private static final String PLACEHOLDER = "{}";

	private final Logger logger;

	private Log(Logger logger) {
		this.logger = logger;
	}

	/**
	 * Makes the log of a class.
	 * @param type the class, which names the logger
	 * @return the log
	 */
	public static Log of(Class<?> type) {
		return new Log(LoggerFactory.getLogger(type));
	}

	/**
	 * Logs at DEBUG.
	 * @param template the line, with {@code {}} for each argument
	 * @param arguments the values; one more that is a {@link Throwable} is shown with its
	 * stack trace
	 */
	public void debug(String template, @Nullable Object... arguments) {
		log(Level.DEBUG, template, arguments);
	}

	/**
	 * Logs at INFO, see {@link #debug}.
	 * @param template the line
	 * @param arguments the values
	 */
	public void info(String template, @Nullable Object... arguments) {
		log(Level.INFO, template, arguments);
	}

	/**
	 * Logs at WARN, see {@link #debug}.
	 * @param template the line
	 * @param arguments the values
	 */
	public void warn(String template, @Nullable Object... arguments) {
		log(Level.WARN, template, arguments);
	}

	/**
	 * Logs at ERROR, see {@link #debug}.
	 * @param template the line
	 * @param arguments the values
	 */
	public void error(String template, @Nullable Object... arguments) {
		log(Level.ERROR, template, arguments);
	}

	private void log(Level level, String template, @Nullable Object... arguments) {
		try {
			if (this.logger.isEnabledForLevel(level)) {
				LoggingEventBuilder event = this.logger.atLevel(level);
				@Nullable Object[] safe = safe(template, arguments);
				// Other loggers would write the fields into the line, a second time.
				if (this.logger instanceof LoggingEventAware) {
					event = LogFields.addTo(event, template, arguments, safe);
				}
				event.log(template, safe);
			}
		}
		catch (Throwable ex) {
			// The failure cannot be reported: reporting is what has failed.
			return;
		}
	}

	private static @Nullable Object[] safe(String template, @Nullable Object[] arguments) {
		@Nullable Object[] safe = new @Nullable Object[arguments.length];
		boolean quoted = false;
		int from = 0;
		for (int i = 0; i < arguments.length; i++) {
			int at = template.indexOf(PLACEHOLDER, from);
			if (at < 0) {
				safe[i] = (arguments[i] instanceof Throwable cause) ? ShownThrowable.of(cause)
						: ForeignText.line(arguments[i]);
				continue;
			}
			quoted ^= template.substring(from, at).chars().filter((c) -> c == '"').count() % 2 != 0;
			safe[i] = quoted ? ForeignText.quoted(arguments[i]) : ForeignText.line(arguments[i]);
			from = at + PLACEHOLDER.length();
		}
		return safe;
	}

}
