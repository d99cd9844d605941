package io.quictransport.spring.boot.messaging;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import kotlin.Unit;
import kotlin.coroutines.AbstractCoroutineContextElement;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.CoroutineContext;
import kotlinx.coroutines.CoroutineDispatcher;
import kotlinx.coroutines.CoroutineStart;
import kotlinx.coroutines.ExecutorsKt;
import kotlinx.coroutines.GlobalScope;
import kotlinx.coroutines.ThreadContextElement;
import kotlinx.coroutines.future.FutureKt;
import org.jspecify.annotations.Nullable;

/**
 * Calls suspend functions, and lets them wait. Used only if Kotlin's coroutines are on
 * the class path; no signature names one of their types, so other classes may refer to
 * this one without them.
 */
final class Coroutines {

	private final Executor executor;

	/**
	 * Takes the executor.
	 * @param executor where a function goes on after it has been suspended
	 */
	Coroutines(Executor executor) {
		this.executor = executor;
	}

	/**
	 * Calls a suspend function. It begins on this thread. To cancel the future cancels
	 * the coroutine.
	 * @param state what each thread has while it runs a part of the function
	 * @return completes with what the function gives, null for {@code Unit}
	 */
	CompletableFuture<@Nullable Object> call(Invocation invocation, CapturedState state) {
		CoroutineDispatcher dispatcher = ExecutorsKt.from(this.executor);
		CoroutineContext context = state.isEmpty() ? dispatcher : dispatcher.plus(new ThreadState(state));
		return FutureKt.future(GlobalScope.INSTANCE, context, CoroutineStart.UNDISPATCHED, (scope, continuation) -> {
			try {
				Object result = invocation.invoke(continuation);
				return (result == Unit.INSTANCE) ? null : result;
			}
			catch (Throwable ex) {
				throw Coroutines.<RuntimeException>asItIs(ex);
			}
		});
	}

	/** What Kotlin throws is not checked. */
	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	private static <E extends Throwable> E asItIs(Throwable failure) throws E {
		throw (E) failure;
	}

	/**
	 * Suspends the caller until a stage has completed. If the caller is cancelled, so is
	 * the stage.
	 * @param continuation the caller's
	 * @return what the caller returns in its turn
	 */
	@SuppressWarnings("unchecked")
	static @Nullable Object await(CompletionStage<?> stage, Object continuation) {
		return FutureKt.await((CompletionStage<Object>) stage, (Continuation<Object>) continuation);
	}

	/**
	 * Gives each thread that runs a part of a function the state of its handler.
	 */
	private static final class ThreadState extends AbstractCoroutineContextElement
			implements ThreadContextElement<HandlerThreadState.Scope> {

		private static final CoroutineContext.Key<ThreadState> KEY = new CoroutineContext.Key<>() {
		};

		private final CapturedState state;

		ThreadState(CapturedState state) {
			super(KEY);
			this.state = state;
		}

		@Override
		public HandlerThreadState.Scope updateThreadContext(CoroutineContext context) {
			return this.state.open();
		}

		@Override
		public void restoreThreadContext(CoroutineContext context, HandlerThreadState.Scope scope) {
			scope.close();
		}

	}

	/**
	 * Calls the function.
	 */
	@FunctionalInterface
	interface Invocation {

		/**
		 * Calls the function.
		 * @param continuation its last argument
		 * @return what it returns
		 */
		@Nullable Object invoke(Object continuation) throws Exception;

	}

}
