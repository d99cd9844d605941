package io.quictransport.internal.loop;

import java.util.concurrent.ThreadFactory;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.internal.ThreadExecutorMap;

/**
 * Makes the threads of event loops, and identifies those that must not block: the event
 * loops of transports, those of Netty's other users such as WebFlux, and threads that
 * Reactor marks as non-blocking. Threads that Netty or Vert.x keep for blocking work are
 * not among them, although they have the same class.
 */
final class EventLoops {

	/** Reactor is optional. */
	private static final String REACTOR_MARK = "reactor.core.scheduler.NonBlocking";

	private static final ClassValue<Boolean> MARKED = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			return isMarked(type);
		}

	};

	private EventLoops() {
	}

	/**
	 * Makes the threads of event loops: not daemons, a started transport keeps its JVM.
	 */
	static ThreadFactory threads(String name) {
		return (task) -> new TransportThread(task, name);
	}

	/** Whether the calling thread must not block. */
	static boolean isCurrent() {
		Thread current = Thread.currentThread();
		return current instanceof TransportThread || ThreadExecutorMap.currentExecutor() instanceof EventLoop
				|| MARKED.get(current.getClass());
	}

	private static boolean isMarked(Class<?> type) {
		for (Class<?> marker : type.getInterfaces()) {
			if (marker.getName().equals(REACTOR_MARK) || isMarked(marker)) {
				return true;
			}
		}
		Class<?> parent = type.getSuperclass();
		return parent != null && isMarked(parent);
	}

	/** Runs the event loop of a transport. */
	private static final class TransportThread extends FastThreadLocalThread {

		TransportThread(Runnable task, String name) {
			super(task, name);
		}

	}

}
