package io.quictransport.spring.boot.messaging;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Runs the publishers of outgoing items: on the handler executor if the application has
 * provided one, otherwise on its own threads, one for each running publisher.
 */
final class StreamExecutor implements Executor, DisposableBean {

	private final Executor target;

	private final @Nullable ExecutorService own;

	StreamExecutor(@Nullable Executor given) {
		if (given != null) {
			this.target = given;
			this.own = null;
		}
		else {
			ExecutorService threads = Executors.newCachedThreadPool(threads());
			this.target = threads;
			this.own = threads;
		}
	}

	private static CustomizableThreadFactory threads() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("quic-stream-");
		threads.setDaemon(true);
		return threads;
	}

	@Override
	public void execute(Runnable task) {
		this.target.execute(task);
	}

	@Override
	public void destroy() {
		if (this.own != null) {
			this.own.shutdown();
		}
	}

}
