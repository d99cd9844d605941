package io.quictransport.internal.endpoint;

import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ThreadAwareExecutor;
import io.quictransport.internal.text.Log;

/**
 * Shuts an event loop down in order when an Error, such as lack of memory, would end it:
 * the loop then closes its channels, which release their buffers only when they are
 * closed. Netty would end the loop at once and leave its channels open. Also measures how
 * long the loop works. Confined to the event loop, except for {@link #wakeup}.
 */
final class OrderlyIoHandler implements IoHandler {

	private static final Log logger = Log.of(OrderlyIoHandler.class);

	private final IoHandler handler;

	private final ThreadAwareExecutor loop;

	private final LongConsumer worked;

	private final Turn turn = new Turn();

	/** When the loop continued with its tasks, 0 if it had none. */
	private long tasksSince;

	private OrderlyIoHandler(IoHandler handler, ThreadAwareExecutor loop, LongConsumer worked) {
		this.handler = handler;
		this.loop = loop;
		this.worked = worked;
	}

	/**
	 * Makes the handlers of event loops.
	 * @param factory makes what does the work
	 * @param worked receives the nanoseconds for which a loop has run tasks and handled
	 * I/O since it was told before
	 */
	static IoHandlerFactory of(IoHandlerFactory factory, LongConsumer worked) {
		return (loop) -> new OrderlyIoHandler(factory.newHandler(loop), loop, worked);
	}

	@Override
	public void initialize() {
		this.handler.initialize();
	}

	@Override
	public int run(IoHandlerContext context) {
		long tasks = (this.tasksSince != 0) ? System.nanoTime() - this.tasksSince : 0;
		this.turn.begin(context);
		try {
			return this.handler.run(this.turn);
		}
		catch (Error ex) {
			if (!(this.loop instanceof EventExecutor executor) || executor.isShuttingDown()) {
				throw ex;
			}
			executor.shutdownGracefully(0, 0, TimeUnit.SECONDS);
			logger.error("event=event_loop_failed thread={} reason=\"{}\"", Thread.currentThread().getName(), ex, ex);
			return 0;
		}
		finally {
			this.worked.accept(tasks + this.turn.active);
			// Between two looks that find nothing there is no work.
			boolean works = this.turn.active > 0 || !context.canBlock();
			this.tasksSince = works ? System.nanoTime() : 0;
		}
	}

	@Override
	public void prepareToDestroy() {
		this.handler.prepareToDestroy();
	}

	@Override
	public void destroy() {
		this.handler.destroy();
	}

	@Override
	public IoRegistration register(IoHandle handle) throws Exception {
		return this.handler.register(handle);
	}

	@Override
	public void wakeup() {
		this.handler.wakeup();
	}

	@Override
	public boolean isCompatible(Class<? extends IoHandle> handleType) {
		return this.handler.isCompatible(handleType);
	}

	/** Measures the active time of one turn of the handler. */
	private static final class Turn implements IoHandlerContext {

		/** Set for the length of a turn, in which alone it is asked. */
		@SuppressWarnings("NullAway.Init")
		private IoHandlerContext context;

		private long active;

		void begin(IoHandlerContext next) {
			this.context = next;
			this.active = 0;
		}

		@Override
		public boolean canBlock() {
			return this.context.canBlock();
		}

		@Override
		public long delayNanos(long now) {
			return this.context.delayNanos(now);
		}

		@Override
		public long deadlineNanos() {
			return this.context.deadlineNanos();
		}

		@Override
		public void reportActiveIoTime(long nanos) {
			this.active += nanos;
			this.context.reportActiveIoTime(nanos);
		}

		@Override
		public boolean shouldReportActiveIoTime() {
			return true;
		}

	}

}
