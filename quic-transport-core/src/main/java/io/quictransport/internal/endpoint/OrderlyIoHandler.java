package io.quictransport.internal.endpoint;

import java.util.concurrent.TimeUnit;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ThreadAwareExecutor;
import io.quictransport.internal.text.Log;

/**
 * Has an event loop that an Error ends, such as a want of memory, end as if it had been
 * asked to: it closes its channels, which release their buffers only then. Netty would
 * end the loop at once and leave them as they are. Confined to the event loop, but for
 * {@link #wakeup}.
 */
final class OrderlyIoHandler implements IoHandler {

	private static final Log logger = Log.of(OrderlyIoHandler.class);

	private final IoHandler handler;

	private final ThreadAwareExecutor loop;

	private OrderlyIoHandler(IoHandler handler, ThreadAwareExecutor loop) {
		this.handler = handler;
		this.loop = loop;
	}

	static IoHandlerFactory of(IoHandlerFactory factory) {
		return (loop) -> new OrderlyIoHandler(factory.newHandler(loop), loop);
	}

	@Override
	public void initialize() {
		this.handler.initialize();
	}

	@Override
	public int run(IoHandlerContext context) {
		try {
			return this.handler.run(context);
		}
		catch (Error ex) {
			if (!(this.loop instanceof EventExecutor executor) || executor.isShuttingDown()) {
				throw ex;
			}
			executor.shutdownGracefully(0, 0, TimeUnit.SECONDS);
			logger.error("event=event_loop_failed", ex);
			return 0;
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

}
