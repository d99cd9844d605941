package io.quictransport.spring.boot.messaging;

import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

import io.quictransport.ApplicationCode;
import io.quictransport.ApplicationException;
import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotationUtils;

/**
 * Converts exceptions of the application to application errors and back, by the
 * {@link ErrorMapping} beans and by {@link NodeError}, and reads and writes the details
 * of such errors in the way of payloads. A bean that may be injected; shared by all
 * threads.
 */
public final class NodeErrors {

	private static final byte[] NO_DETAILS = {};

	private final Payloads payloads;

	private final Map<Class<?>, ErrorMapping<?, ?>> byType = new HashMap<>();

	private final Map<ApplicationCode, ErrorMapping<?, ?>> byCode = new HashMap<>();

	/** What handlers have failed with so far: classes, so there are few. */
	private final Map<Class<?>, Optional<ErrorMapping<?, ?>>> found = new ConcurrentHashMap<>();

	NodeErrors(Payloads payloads, List<ErrorMapping<?, ?>> mappings) {
		this.payloads = payloads;
		for (ErrorMapping<?, ?> mapping : mappings) {
			refuseSecond(mapping, this.byType.put(mapping.type(), mapping));
			if (mapping.mapsBack()) {
				refuseSecond(mapping, this.byCode.put(mapping.code(), mapping));
			}
		}
	}

	private static void refuseSecond(ErrorMapping<?, ?> one, @Nullable ErrorMapping<?, ?> other) {
		if (other != null) {
			throw new ConfigurationException(ErrorCode.INVALID_OPTION, "two mappings of errors contradict each other: "
					+ one + ", and " + other + "; keep one of them, or let only one map back to an exception", null);
		}
	}

	/**
	 * Makes an application error with details.
	 * @param code what went wrong
	 * @param detail what happened and how to fix it, for the caller
	 * @param details what the caller's program needs, written as a payload; null for
	 * nothing
	 * @return the exception, for a handler to throw
	 */
	public ApplicationException failure(ApplicationCode code, String detail, @Nullable Object details) {
		ApplicationException failure = new ApplicationException(code, detail);
		return (details != null) ? failure.withDetails(this.payloads.write(details)) : failure;
	}

	/**
	 * Reads the details of an application error.
	 * @param <D> the type of the details
	 * @param failure what a call has failed with
	 * @param type the type of the details
	 * @return the details, null if there are none
	 * @throws io.quictransport.MessageException with {@link ErrorCode#INVALID_MESSAGE} if
	 * they are something else
	 */
	public <D> @Nullable D details(ApplicationException failure, Class<D> type) {
		return Payloads.cast(read(failure, type), type);
	}

	private @Nullable Object read(ApplicationException failure, Type type) {
		byte[] details = failure.details();
		return (details.length == 0) ? null : this.payloads.read(details, type);
	}

	/**
	 * The failure that the other end receives: an application error, if the failure
	 * stands for one.
	 */
	Throwable told(Throwable failure) {
		Throwable cause = unwrapped(failure);
		if (cause instanceof NetworkException) {
			return cause;
		}
		ErrorMapping<?, ?> mapping = this.found.computeIfAbsent(cause.getClass(), this::find).orElse(null);
		if (mapping == null) {
			return failure;
		}
		try {
			return failure(mapping.code(), mapping.textOf(cause), mapping.detailsOf(cause)).withCause(cause);
		}
		catch (RuntimeException ex) {
			ex.addSuppressed(cause);
			return ex;
		}
	}

	private Optional<ErrorMapping<?, ?>> find(Class<?> failure) {
		for (Class<?> type = failure; type != null; type = type.getSuperclass()) {
			ErrorMapping<?, ?> mapping = this.byType.get(type);
			if (mapping == null && Exception.class.isAssignableFrom(type)) {
				mapping = marked(type.asSubclass(Exception.class));
			}
			if (mapping != null) {
				return Optional.of(mapping);
			}
		}
		return Exception.class.isAssignableFrom(failure)
				? Optional.ofNullable(markedByInterface(failure.asSubclass(Exception.class))) : Optional.empty();
	}

	private static @Nullable ErrorMapping<?, ?> markedByInterface(Class<? extends Exception> type) {
		NodeError marked = AnnotationUtils.findAnnotation(type, NodeError.class);
		return (marked != null) ? AnnotatedError.oneWay(new ApplicationCode(marked.value()), type) : null;
	}

	private static @Nullable ErrorMapping<?, ?> marked(Class<? extends Exception> type) {
		NodeError marked = AnnotationUtils.getAnnotation(type, NodeError.class);
		return (marked != null) ? AnnotatedError.oneWay(new ApplicationCode(marked.value()), type) : null;
	}

	/**
	 * What a caller is given for the failure of its call: the application's exception, if
	 * there is one for the code. The failure is its cause, or is suppressed by it where
	 * it takes none.
	 */
	Throwable raised(Throwable failure) {
		if (!(failure instanceof ApplicationException known)) {
			return failure;
		}
		ErrorMapping<?, ?> mapping = this.byCode.get(known.applicationCode());
		if (mapping == null) {
			return failure;
		}
		try {
			Exception exception = mapping.exception(known.detail(), read(known, mapping.detailsType()));
			attach(known, exception);
			return exception;
		}
		catch (RuntimeException ex) {
			known.addSuppressed(ex);
			return known;
		}
	}

	private static void attach(ApplicationException known, Exception exception) {
		if (exception.getCause() == null) {
			try {
				exception.initCause(known);
				return;
			}
			catch (IllegalStateException ex) {
				// Its constructor has said that it has none, which is for good.
			}
		}
		exception.addSuppressed(known);
	}

	private static Throwable unwrapped(Throwable failure) {
		return ((failure instanceof CompletionException || failure instanceof ExecutionException)
				&& failure.getCause() != null) ? failure.getCause() : failure;
	}

}
