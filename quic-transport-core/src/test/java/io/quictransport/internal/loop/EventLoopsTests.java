package io.quictransport.internal.loop;

import java.util.concurrent.ThreadFactory;

import io.netty.channel.DefaultEventLoop;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.NonBlocking;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which threads may block.
 */
class EventLoopsTests {

	@Test
	void anEventLoopOfATransportOrOfNettyMustNotBlock() throws InterruptedException {
		assertThat(isEventLoop(EventLoops.threads("loop"))).isTrue();
		assertThat(isEventLoop(new DefaultEventLoop())).isTrue();
	}

	@Test
	void aThreadThatReactorMarksMustNotBlock() throws InterruptedException {
		assertThat(isEventLoop(Marked::new)).isTrue();
	}

	@Test
	void aThreadForBlockingWorkMayBlockWhoeverMadeIt() throws InterruptedException {
		assertThat(isEventLoop(new DefaultThreadFactory("worker"))).isFalse();
		assertThat(isEventLoop(new DefaultEventExecutor())).isFalse();
		assertThat(isEventLoop(Thread::new)).isFalse();
		assertThat(EventLoops.isCurrent()).isFalse();
	}

	private static boolean isEventLoop(EventExecutor executor) throws InterruptedException {
		try {
			return executor.submit(EventLoops::isCurrent).await().getNow();
		}
		finally {
			executor.shutdownGracefully();
		}
	}

	private static boolean isEventLoop(ThreadFactory threads) throws InterruptedException {
		boolean[] answer = new boolean[1];
		Thread thread = threads.newThread(() -> answer[0] = EventLoops.isCurrent());
		thread.start();
		thread.join();
		return answer[0];
	}

	/** As Reactor's own threads are: the mark is on a class that they extend. */
	private static class Marked extends Thread implements Marker {

		Marked(Runnable task) {
			super(task);
		}

	}

	private interface Marker extends NonBlocking {

	}

}
