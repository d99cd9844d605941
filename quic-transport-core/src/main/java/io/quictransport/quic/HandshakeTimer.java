package io.quictransport.quic;

import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.Future;
import io.quictransport.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection that does not get through its handshake in time. Confined to the
 * event loop.
 */
final class HandshakeTimer {

	private final Connection connection;

	private final TransportContext context;

	private @Nullable Future<?> timer;

	HandshakeTimer(Connection connection, TransportContext context) {
		this.connection = connection;
		this.context = context;
	}

	/** Allows the whole time from now on. */
	void start() {
		stop();
		long millis = this.context.options.handshakeTimeout().toMillis();
		this.timer = this.context.loop.schedule(() -> this.connection.close(ErrorCode.HANDSHAKE_TIMEOUT,
				"the handshake took longer than " + millis + " ms"), millis, TimeUnit.MILLISECONDS);
	}

	void stop() {
		Future<?> set = this.timer;
		if (set != null) {
			set.cancel(false);
			this.timer = null;
		}
	}

}
