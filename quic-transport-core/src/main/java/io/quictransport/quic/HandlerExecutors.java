package io.quictransport.quic;

import java.lang.reflect.Method;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import io.quictransport.internal.text.Log;

/**
 * Makes the executor that handlers run on if the user gives none: virtual threads if the
 * JVM has them, otherwise as many daemon threads as there are running handlers.
 */
final class HandlerExecutors {

	private static final Log logger = Log.of(HandlerExecutors.class);

	private static final int IDLE_SECONDS = 30;

	private HandlerExecutors() {
	}

	static ExecutorService create(int mostThreads) {
		try {
			Method factory = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
			return (ExecutorService) factory.invoke(null);
		}
		catch (ReflectiveOperationException ex) {
			logger.debug("event=handler_threads kind=platform reason=\"this JVM has no virtual threads\"");
			return platformThreads(mostThreads);
		}
	}

	private static ExecutorService platformThreads(int mostThreads) {
		AtomicInteger number = new AtomicInteger();
		return new ThreadPoolExecutor(0, mostThreads, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(),
				(task) -> {
					Thread thread = new Thread(task, "quic-handler-" + number.incrementAndGet());
					thread.setDaemon(true);
					return thread;
				});
	}

}
