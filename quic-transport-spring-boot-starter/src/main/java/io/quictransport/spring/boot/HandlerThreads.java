package io.quictransport.spring.boot;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Creates the threads of handlers if the application names no executor: virtual ones if
 * {@code spring.threads.virtual.enabled} is set, otherwise platform threads, even on a
 * JVM that has virtual threads.
 */
final class HandlerThreads {

	private static final String PREFIX = "quic-handler-";

	private static final int IDLE_SECONDS = 30;

	private HandlerThreads() {
	}

	static Executor create(Environment environment, int most) {
		if (Threading.VIRTUAL.isActive(environment)) {
			return new VirtualThreadTaskExecutor(PREFIX);
		}
		CustomizableThreadFactory threads = new CustomizableThreadFactory(PREFIX);
		threads.setDaemon(true);
		return new ThreadPoolExecutor(0, most, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), threads);
	}

}
