package io.quictransport.quic;

import java.util.concurrent.ThreadFactory;

import io.netty.util.concurrent.FastThreadLocalThread;

/**
 * The thread of an event loop. Not a daemon: a started transport keeps its JVM alive.
 */
final class TransportThread extends FastThreadLocalThread {

	private TransportThread(Runnable task, String name) {
		super(task, name);
	}

	static ThreadFactory factory(String name) {
		return (task) -> new TransportThread(task, name);
	}

	/** Whether the calling thread must not block. */
	static boolean isCurrent() {
		return Thread.currentThread() instanceof TransportThread;
	}

}
