package io.quictransport.spring.boot.messaging;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Where publishers of outgoing items are asked for more: the handler executor where the
 * application has given one, else threads of its own, as many as there are publishers at
 * work.
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
