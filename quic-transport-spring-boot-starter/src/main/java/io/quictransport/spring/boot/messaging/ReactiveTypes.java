package io.quictransport.spring.boot.messaging;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.FlowAdapters;

import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.util.ClassUtils;

/**
 * Recognizes the types that stand for one later value and for many: those of the JDK, and
 * those of the libraries on the class path that Spring adapts. Only the JDK is required.
 */
final class ReactiveTypes {

	private static final boolean ADAPTERS = ClassUtils.isPresent("org.reactivestreams.FlowAdapters",
			ReactiveTypes.class.getClassLoader());

	/** Looked at for each message. */
	private static final ClassValue<Kind> KINDS = new ClassValue<>() {

		@Override
		protected Kind computeValue(Class<?> type) {
			if (CompletionStage.class.isAssignableFrom(type)) {
				return Kind.ONE;
			}
			if (Flow.Publisher.class.isAssignableFrom(type)) {
				return Kind.MANY;
			}
			return ADAPTERS ? Adapters.kind(type) : Kind.NONE;
		}

	};

	private ReactiveTypes() {
	}

	/** What a type stands for. */
	static Kind kind(Class<?> type) {
		return KINDS.get(type);
	}

	/** Whether a type that stands for values to come can be made of them. */
	static boolean canBeMade(Class<?> type) {
		if (type == CompletableFuture.class || type == CompletionStage.class || type == Flow.Publisher.class) {
			return true;
		}
		return ADAPTERS && Adapters.canBeMade(type);
	}

	/** The type whose type argument is the type of the value. */
	static Class<?> declaring(Class<?> type) {
		if (CompletionStage.class.isAssignableFrom(type)) {
			return CompletionStage.class;
		}
		return Flow.Publisher.class.isAssignableFrom(type) ? Flow.Publisher.class
				: Adapters.find(type).getReactiveType();
	}

	/** Whether a type signals only its end, without a value. */
	static boolean isWithoutValue(Class<?> type) {
		return !CompletionStage.class.isAssignableFrom(type) && !Flow.Publisher.class.isAssignableFrom(type)
				&& Adapters.find(type).isNoValue();
	}

	/** The stage that an object which stands for one value completes. */
	static CompletableFuture<@Nullable Object> toFuture(Object one) {
		return (one instanceof CompletionStage<?> stage) ? stage.toCompletableFuture().thenApply((value) -> value)
				: Adapters.toFuture(one);
	}

	/** The items of an object that stands for many. */
	static Flow.Publisher<?> toPublisher(Object many) {
		return (many instanceof Flow.Publisher<?> publisher) ? publisher : Adapters.toPublisher(many);
	}

	/** Makes an object that stands for one value of the value, null for none. */
	static Object ofValue(Class<?> type, @Nullable Object value) {
		return type.isAssignableFrom(CompletableFuture.class) ? CompletableFuture.completedFuture(value)
				: Adapters.ofItems(type, new SingleItem(value));
	}

	/** Makes an object that stands for many items of a publisher of them. */
	static Object ofItems(Class<?> type, Flow.Publisher<?> items) {
		return (type == Flow.Publisher.class) ? items : Adapters.ofItems(type, items);
	}

	/**
	 * Lists what a type stands for.
	 */
	enum Kind {

		/** Itself. */
		NONE,

		/** One value to come, or none. */
		ONE,

		/** Any number of items. */
		MANY

	}

	/**
	 * Holds Spring's adapters. Used only if Reactive Streams are on the class path.
	 */
	private static final class Adapters {

		private Adapters() {
		}

		static Kind kind(Class<?> type) {
			ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(type);
			if (adapter == null) {
				return Kind.NONE;
			}
			return adapter.isMultiValue() ? Kind.MANY : Kind.ONE;
		}

		static boolean canBeMade(Class<?> type) {
			ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(type);
			return adapter != null && type.isAssignableFrom(adapter.getReactiveType());
		}

		static ReactiveAdapter find(Class<?> type) {
			return Objects.requireNonNull(ReactiveAdapterRegistry.getSharedInstance().getAdapter(type),
					"not a reactive type");
		}

		static CompletableFuture<@Nullable Object> toFuture(Object one) {
			SingleValue value = new SingleValue();
			FlowAdapters.toFlowPublisher(find(one.getClass()).toPublisher(one)).subscribe(value);
			return value;
		}

		static Flow.Publisher<?> toPublisher(Object many) {
			return FlowAdapters.toFlowPublisher(find(many.getClass()).toPublisher(many));
		}

		static Object ofItems(Class<?> type, Flow.Publisher<?> items) {
			return find(type).fromPublisher(FlowAdapters.toPublisher(items));
		}

	}

}
