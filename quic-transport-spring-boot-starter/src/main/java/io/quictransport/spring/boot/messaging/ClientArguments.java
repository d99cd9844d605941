package io.quictransport.spring.boot.messaging;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageException;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import org.jspecify.annotations.Nullable;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.annotation.AnnotatedMethod;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.ValueConstants;
import org.springframework.util.CollectionUtils;
import org.springframework.util.StringUtils;
import org.springframework.util.StringValueResolver;

/**
 * Converts the arguments of a client's method to the parts of a call. The handler at the
 * other end gives the same annotations and types the same meaning.
 */
final class ClientArguments {

	private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

	private static final TypeDescriptor TEXT = TypeDescriptor.valueOf(String.class);

	private static final TypeDescriptor TEXTS = TypeDescriptor.collection(List.class, TEXT);

	private static final Pattern VARIABLE = Pattern.compile("\\{([^{}:]+)(?::[^{}]*)?}");

	private final String name;

	private final List<String> variables;

	private final ConversionService conversion;

	private final @Nullable StringValueResolver resolver;

	private final List<Argument> arguments = new ArrayList<>();

	private @Nullable MethodParameter payload;

	/**
	 * Reads a signature.
	 * @param method a method of a client's interface
	 * @param name the method as the developer knows it
	 * @param route the path, with its variables in braces
	 * @param conversion makes texts of headers and variables
	 * @param resolver replaces placeholders in the names of headers, null to leave them
	 * @throws RouteException if no call can be made of the arguments
	 */
	ClientArguments(Method method, String name, String route, ConversionService conversion,
			@Nullable StringValueResolver resolver) {
		this.resolver = resolver;
		this.name = name;
		this.variables = VARIABLE.matcher(route).results().map((MatchResult found) -> found.group(1)).toList();
		this.conversion = conversion;
		List<String> missing = new ArrayList<>(this.variables);
		for (MethodParameter parameter : new AnnotatedMethod(method).getMethodParameters()) {
			parameter.initParameterNameDiscovery(NAMES);
			DestinationVariable variable = parameter.getParameterAnnotation(DestinationVariable.class);
			if (variable != null) {
				missing.remove(nameOf(parameter, variable.value()));
			}
			this.arguments.add(argument(parameter, route));
		}
		if (!missing.isEmpty()) {
			throw new RouteException(
					StringUtils.capitalize(name) + " has no parameter for the variable '" + missing.get(0)
							+ "' of its path '" + route + "'.",
					"Add one: @DestinationVariable(\"" + missing.get(0) + "\").");
		}
	}

	/** The parameter that is the payload; null if there is none. */
	@Nullable MethodParameter payload() {
		return this.payload;
	}

	private Argument argument(MethodParameter parameter, String route) {
		Class<?> type = parameter.getParameterType();
		DestinationVariable variable = parameter.getParameterAnnotation(DestinationVariable.class);
		if (variable != null) {
			return variable(parameter, nameOf(parameter, variable.value()), route);
		}
		Header header = parameter.getParameterAnnotation(Header.class);
		if (header != null) {
			return header(parameter, header);
		}
		if (parameter.hasParameterAnnotation(Headers.class)) {
			return headers(parameter);
		}
		if (!parameter.hasParameterAnnotation(Payload.class)) {
			if (type == PeerId.class) {
				return (value, call) -> call.peer = (PeerId) value;
			}
			if (type == Duration.class) {
				return (value, call) -> call.timeout = (Duration) value;
			}
			if (Suspending.isContinuation(type)) {
				return (value, call) -> call.continuation = value;
			}
			if (NodeArgumentResolver.knows(type) || Message.class.isAssignableFrom(type)
					|| MessageHeaders.class.isAssignableFrom(type)) {
				throw refused(parameter, "is there for handlers alone: a caller has none to give",
						"Leave it out of the interface. What both ends know are PeerId, Duration and @Header.");
			}
		}
		return payload(parameter);
	}

	private Argument variable(MethodParameter parameter, @Nullable String variable, String route) {
		int index = this.variables.indexOf(variable);
		if (index < 0) {
			throw refused(parameter, "is the variable '" + variable + "', which the path '" + route + "' does not have",
					"Put {" + variable + "} into the path, or name a variable that it has.");
		}
		TypeDescriptor type = textual(parameter);
		return (value, call) -> {
			String text = text(value, type, "the path variable '" + variable + "'");
			if (text == null) {
				throw invalid("the path variable '" + variable + "' is null");
			}
			if (text.isEmpty()) {
				throw invalid("the path variable '" + variable + "' is empty, so that another path would be called");
			}
			call.variables[index] = text;
		};
	}

	private Argument header(MethodParameter parameter, Header header) {
		String given = header.name().isEmpty() ? header.value() : header.name();
		String key = nameOf(parameter, Exchanges.resolved(given,
				"the header of the parameter " + MethodNames.nameOf(parameter) + " of " + this.name, this.resolver));
		if (key == null) {
			throw refused(parameter, "is a header without a name",
					"Name it: @Header(\"...\"); or compile with -parameters.");
		}
		boolean required = header.required() && header.defaultValue().equals(ValueConstants.DEFAULT_NONE)
				&& !parameter.isOptional();
		TypeDescriptor type = textual(parameter);
		return (value, call) -> {
			String text = text(value, type, "the header '" + key + "'");
			if (text != null) {
				call.headers.put(key, text);
			}
			else if (required) {
				throw invalid("the header '" + key + "' is null, but it is required");
			}
		};
	}

	private Argument headers(MethodParameter parameter) {
		if (!Map.class.isAssignableFrom(parameter.getParameterType())) {
			throw refused(parameter, "is annotated with @Headers", "Declare it as Map<String, String>.");
		}
		return (value, call) -> {
			if (value instanceof Map<?, ?> map) {
				map.forEach((header, one) -> {
					String text = text(one, null, "the header '" + header + "'");
					if (text != null) {
						call.headers.put(String.valueOf(header), text);
					}
				});
			}
		};
	}

	private Argument payload(MethodParameter parameter) {
		MethodParameter other = this.payload;
		if (other != null) {
			throw new RouteException(
					StringUtils.capitalize(this.name) + " has two parameters that would each be the whole payload: "
							+ MethodNames.nameOf(other) + " and " + MethodNames.nameOf(parameter) + ".",
					"Take one, of a class or record that has them all, and annotate the others: with @Header or"
							+ " @DestinationVariable.");
		}
		Signatures.checkPayload(parameter, this.name);
		this.payload = parameter;
		return (value, call) -> call.payload = value;
	}

	/**
	 * What is declared of a header or variable.
	 * @throws RouteException if no value of this type could become a text
	 */
	private TypeDescriptor textual(MethodParameter parameter) {
		TypeDescriptor type = new TypeDescriptor(parameter.nestedIfOptional());
		if (!isOpen(type.getType()) && !this.conversion.canConvert(type, TEXT)) {
			throw refused(parameter, "cannot be made into a text, which headers and variables are",
					"Declare a String, or give the class a constructor or a static method valueOf that takes one, as"
							+ " its toString writes it.");
		}
		return type;
	}

	/** Whether the class of a value decides. */
	private static boolean isOpen(Class<?> type) {
		return type == Object.class
				|| (Modifier.isAbstract(type.getModifiers()) && !type.isPrimitive() && !type.isArray());
	}

	/**
	 * As it travels; null for nothing.
	 * @param declared says more of its format than its class does, if it is known
	 * @param name what people know it as
	 */
	private @Nullable String text(@Nullable Object value, @Nullable TypeDescriptor declared, String name) {
		Object given = Optionals.contentOf(value);
		if (given == null) {
			return null;
		}
		TypeDescriptor type = (declared != null) ? declared.narrow(given) : TypeDescriptor.forObject(given);
		String text = (String) this.conversion.convert(given, type, TEXT);
		if (text != null && (type.isCollection() || type.isArray())) {
			checkElements(given, type, text, name);
		}
		return text;
	}

	/**
	 * The texts of several elements are joined by commas.
	 * @throws MessageException if they could not be told apart again
	 */
	private void checkElements(Object given, TypeDescriptor type, String text, String name) {
		List<@Nullable String> sent = new ArrayList<>();
		for (Object element : CollectionUtils.arrayToList(given instanceof Collection<?> all ? all.toArray() : given)) {
			sent.add(text(element, (element != null) ? type.elementTypeDescriptor(element) : null, name));
		}
		if (!sent.equals(this.conversion.convert(text, TEXT, TEXTS))) {
			throw invalid(name + " has an element that is null, has a comma, or spaces around it, so that it would be"
					+ " read as another list");
		}
	}

	private MessageException invalid(String detail) {
		return new MessageException(ErrorCode.INVALID_MESSAGE, Outcome.NOT_SENT, detail + ", of " + this.name,
				ErrorContext.NONE, null);
	}

	private RouteException refused(MethodParameter parameter, String reason, String action) {
		return Signatures.parameter(parameter, this.name, reason, action);
	}

	private static @Nullable String nameOf(MethodParameter parameter, String given) {
		return given.isEmpty() ? parameter.getParameterName() : given;
	}

	/**
	 * Takes the arguments of one call.
	 * @throws MessageException if one is missing
	 */
	Given read(@Nullable Object @Nullable [] values) {
		Given call = new Given(new String[this.variables.size()]);
		for (int i = 0; i < this.arguments.size() && values != null; i++) {
			this.arguments.get(i).read(values[i], call);
		}
		return call;
	}

	/**
	 * Knows where an argument belongs.
	 */
	@FunctionalInterface
	private interface Argument {

		void read(@Nullable Object value, Given call);

	}

	/**
	 * Collects the arguments of one call. Used by the calling thread alone until it is
	 * read.
	 */
	static final class Given {

		private final String[] variables;

		private final Map<String, String> headers = new HashMap<>();

		private @Nullable PeerId peer;

		private @Nullable Duration timeout;

		private @Nullable Object payload;

		private @Nullable Object continuation;

		private Given(String[] variables) {
			this.variables = variables;
		}

		Object[] variables() {
			return this.variables;
		}

		Map<String, String> headers() {
			return this.headers;
		}

		@Nullable PeerId peer() {
			return this.peer;
		}

		@Nullable Duration timeout() {
			return this.timeout;
		}

		@Nullable Object payload() {
			return this.payload;
		}

		@Nullable Object continuation() {
			return this.continuation;
		}

	}

}
