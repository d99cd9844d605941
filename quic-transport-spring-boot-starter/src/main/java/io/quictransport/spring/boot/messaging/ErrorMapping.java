package io.quictransport.spring.boot.messaging;

import java.lang.reflect.Type;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;

import io.quictransport.ApplicationCode;
import io.quictransport.ErrorCode;
import io.quictransport.ConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotationUtils;

/**
 * Maps an exception of the application to an application code and back. As a bean it
 * works at both ends: if a handler fails with the exception or a subclass, its caller
 * receives the code, and if a call fails with the code, it throws the exception.
 *
 * <pre class="code">
 * &#64;Bean
 * ErrorMapping&lt;OutOfStockException, Stock&gt; outOfStock() {
 *     return ErrorMapping.of("out-of-stock", OutOfStockException.class)
 *         .withDetails(Stock.class, OutOfStockException::stock)
 *         .withException((text, stock) -&gt; new OutOfStockException(stock));
 * }</pre>
 *
 * @param <E> the type of the exception
 * @param <D> the type of the details
 */
public final class ErrorMapping<E extends Exception, D> {

	private final ApplicationCode code;

	private final Class<E> type;

	private final Class<D> detailsType;

	/** With its generics, which the class does not know. */
	private final Type readAs;

	private final Function<? super E, @Nullable String> text;

	private final Function<? super E, ? extends @Nullable D> details;

	private final @Nullable BiFunction<String, @Nullable D, ? extends E> exception;

	private ErrorMapping(ApplicationCode code, Class<E> type, Function<? super E, @Nullable String> text,
			Class<D> detailsType, Type readAs, Function<? super E, ? extends @Nullable D> details,
			@Nullable BiFunction<String, @Nullable D, ? extends E> exception) {
		this.code = code;
		this.type = type;
		this.text = text;
		this.detailsType = detailsType;
		this.readAs = readAs;
		this.details = details;
		this.exception = exception;
	}

	/**
	 * Maps an exception to a code, without details and in one direction: callers receive
	 * the code, unless {@link #withException} defines how the exception is made there.
	 * @param <E> the type of the exception
	 * @param code the code's name
	 * @param type the exception
	 * @return the mapping
	 * @throws ConfigurationException if the name is none
	 */
	public static <E extends Exception> ErrorMapping<E, Void> of(String code, Class<E> type) {
		return new ErrorMapping<>(new ApplicationCode(code), type, Throwable::getMessage, Void.class, Void.class,
				(failure) -> null, null);
	}

	/**
	 * Maps an exception that is marked as a {@link NodeError}, in both directions. At the
	 * caller it is made by the first of these constructors that it has: with the message
	 * and the details, with the details, with the message, without arguments.
	 * @param <E> the type of the exception
	 * @param type the exception
	 * @return the mapping
	 * @throws ConfigurationException if the class is not marked, or has no such
	 * constructor
	 */
	public static <E extends Exception> ErrorMapping<E, ?> of(Class<E> type) {
		NodeError marked = AnnotationUtils.findAnnotation(type, NodeError.class);
		if (marked == null) {
			throw new ConfigurationException(ErrorCode.INVALID_OPTION,
					type.getName() + " is not marked as a @NodeError; mark it, or use ErrorMapping.of(code, type)",
					null);
		}
		return AnnotatedError.mapping(new ApplicationCode(marked.value()), type);
	}

	/**
	 * Defines the text for the caller's people; by default it is the exception's message.
	 * @param text takes it from the exception
	 * @return a copy with this text
	 */
	public ErrorMapping<E, D> withText(Function<? super E, String> text) {
		return new ErrorMapping<>(this.code, this.type, Objects.requireNonNull(text, "text"), this.detailsType,
				this.readAs, this.details, this.exception);
	}

	/**
	 * Defines the details. Removes the definition of {@link #withException}, because it
	 * may need the details.
	 * @param <T> the type of the details
	 * @param type the type that the caller's side reads them as
	 * @param details takes them from the exception; null for none
	 * @return a copy with these details
	 */
	public <T> ErrorMapping<E, T> withDetails(Class<T> type, Function<? super E, ? extends @Nullable T> details) {
		return withDetails(type, type, details);
	}

	/**
	 * Says what the details are.
	 * @param readAs their type with its generics
	 */
	<T> ErrorMapping<E, T> withDetails(Class<T> type, Type readAs, Function<? super E, ? extends @Nullable T> details) {
		return new ErrorMapping<>(this.code, this.type, this.text, Objects.requireNonNull(type, "type"), readAs,
				Objects.requireNonNull(details, "details"), null);
	}

	/**
	 * Defines how the exception is made at the caller's side.
	 * @param exception makes it of the text and the details; these are null if the
	 * handler's side has sent none
	 * @return a copy that maps both ways
	 */
	public ErrorMapping<E, D> withException(BiFunction<String, @Nullable D, ? extends E> exception) {
		return new ErrorMapping<>(this.code, this.type, this.text, this.detailsType, this.readAs, this.details,
				Objects.requireNonNull(exception, "exception"));
	}

	/**
	 * The code that the exception stands for.
	 * @return the code
	 */
	public ApplicationCode code() {
		return this.code;
	}

	/**
	 * The exception.
	 * @return its class
	 */
	public Class<E> type() {
		return this.type;
	}

	/** What the details are read as. */
	Type detailsType() {
		return this.readAs;
	}

	String textOf(Throwable failure) {
		String told = this.text.apply(this.type.cast(failure));
		return (told != null) ? told : "";
	}

	@Nullable Object detailsOf(Throwable failure) {
		return this.details.apply(this.type.cast(failure));
	}

	boolean mapsBack() {
		return this.exception != null;
	}

	Exception exception(String text, @Nullable Object details) {
		BiFunction<String, @Nullable D, ? extends E> maker = Objects.requireNonNull(this.exception, "maps one way");
		return maker.apply(text, Payloads.cast(details, this.detailsType));
	}

	@Override
	public String toString() {
		return this.type.getName() + " as " + this.code;
	}

}
