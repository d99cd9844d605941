package io.quictransport.spring.boot.messaging;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageException;
import io.quictransport.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Puts values into the variables of a route. A value may have dots, which separate the
 * segments of a path: they travel as %2E, and a percent sign as %25.
 */
final class PathVariables {

	private static final Pattern VARIABLE = Pattern.compile("\\{[^{}]+}");

	private PathVariables() {
	}

	static String expand(String route, Object... values) {
		if (values.length == 0 && route.indexOf('{') < 0) {
			return route;
		}
		Matcher variables = VARIABLE.matcher(route);
		StringBuilder path = new StringBuilder();
		int used = 0;
		while (variables.find()) {
			if (used == values.length) {
				throw mismatch(route, values.length);
			}
			String value = valueOf(values[used++], variables.group(), route);
			variables.appendReplacement(path, Matcher.quoteReplacement(encode(value)));
		}
		if (used != values.length) {
			throw mismatch(route, values.length);
		}
		return variables.appendTail(path).toString();
	}

	/** A segment is never empty: another path would be called without it. */
	private static String valueOf(@Nullable Object value, String variable, String route) {
		String text = (value != null) ? value.toString() : "";
		if (text.isEmpty()) {
			throw invalid("the variable " + variable + " of the route '" + route + "' is "
					+ ((value != null) ? "empty" : "null"));
		}
		return text;
	}

	private static MessageException mismatch(String route, int values) {
		return invalid("the route '" + route + "' has not as many variables as values, " + values);
	}

	private static MessageException invalid(String detail) {
		return new MessageException(ErrorCode.INVALID_MESSAGE, Outcome.NOT_SENT, detail, ErrorContext.NONE, null);
	}

	private static String encode(String value) {
		return value.replace("%", "%25").replace(".", "%2E");
	}

	static String decode(String value) {
		return (value.indexOf('%') < 0) ? value : value.replace("%2E", ".").replace("%25", "%");
	}

}
