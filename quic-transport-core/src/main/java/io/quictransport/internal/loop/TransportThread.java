package io.quictransport.internal.loop;

import java.util.concurrent.ThreadFactory;

import io.netty.util.concurrent.FastThreadLocalThread;

/**
 * Runs an event loop. Not a daemon: a started transport keeps its JVM alive.
 */
public final class TransportThread extends FastThreadLocalThread {

	private TransportThread(Runnable task, String name) {
		super(task, name);
	}

	public static ThreadFactory factory(String name) {
		return (task) -> new TransportThread(task, name);
	}

}
