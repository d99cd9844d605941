package io.quictransport.internal.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Reads the fields of a log line from its template: {@code key={}}, {@code key="text with
 * {}"} or {@code key=text}.
 */
final class LogFields {

	private static final Pattern FIELD = Pattern.compile("(?<key>\\w+)=(?:\"(?<quoted>[^\"]*)\"|(?<plain>\\S+))");

	private static final String PLACEHOLDER = "{}";

	private LogFields() {
	}

	/**
	 * Adds each field, in the order of the line.
	 * @param event the event of the line
	 * @param template the line
	 * @param arguments its values: numbers and truth values remain what they are
	 * @param safe the same values as texts that are safe to show
	 * @return the event
	 */
	static LoggingEventBuilder addTo(LoggingEventBuilder event, String template, @Nullable Object[] arguments,
			@Nullable Object[] safe) {
		LoggingEventBuilder with = event;
		Matcher each = FIELD.matcher(template);
		int next = 0;
		while (each.find()) {
			String value = (each.group("quoted") != null) ? each.group("quoted") : each.group("plain");
			if (value.equals(PLACEHOLDER)) {
				with = with.addKeyValue(each.group("key"),
						(next < safe.length) ? typed(arguments[next], safe[next]) : value);
				next++;
			}
			else {
				StringBuilder text = new StringBuilder(value);
				for (int at = text.indexOf(PLACEHOLDER); at >= 0; at = text.indexOf(PLACEHOLDER, at)) {
					String shown = (next < safe.length) ? String.valueOf(safe[next]) : "";
					text.replace(at, at + PLACEHOLDER.length(), shown);
					at += shown.length();
					next++;
				}
				with = with.addKeyValue(each.group("key"), text.toString());
			}
		}
		return with;
	}

	private static @Nullable Object typed(@Nullable Object argument, @Nullable Object safe) {
		if (argument == null || argument instanceof Number || argument instanceof Boolean) {
			return argument;
		}
		return safe;
	}

}
