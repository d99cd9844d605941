package io.quictransport.quic;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.util.concurrent.Future;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.wire.Hello;
import org.jspecify.annotations.Nullable;

/**
 * The dial of one address, from the first packet to the peer's HELLO. Confined to the
 * event loop.
 */
final class DialAttempt implements ConnectionOwner {

	private final Dialler dialler;

	private final DialRound round;

	private final TransportContext context;

	private @Nullable Future<?> timer;

	private @Nullable QuicChannel channel;

	private @Nullable Connection connection;

	private boolean greeted;

	private boolean ended;

	private boolean active;

	private final InetSocketAddress address;

	DialAttempt(TransportContext context, Dialler dialler, DialRound round, InetSocketAddress address) {
		this.context = context;
		this.address = address;
		this.dialler = dialler;
		this.round = round;
	}

	/** Dials, for so long at most. */
	void begin(long millis) {
		Redialler.Target target = this.round.target();
		this.timer = this.context.loop.schedule(
				() -> notConnected(new ConnectTimeoutException("no answer for " + millis + " ms")), millis,
				TimeUnit.MILLISECONDS);
		this.dialler.connect(this.address, target.expected(), target.generation(), this, (made) -> {
			this.connection = made;
			this.channel = made.channel();
		}).addListener((Future<QuicChannel> connected) -> {
			stopTimer();
			if (connected.isSuccess()) {
				this.active = true;
				target.handshaking();
			}
			else {
				notConnected(connected.cause());
			}
		});
	}

	/** The codec fails the connect before, after or without closing the channel. */
	private void notConnected(Throwable cause) {
		Connection made = this.connection;
		if (made != null) {
			made.channelClosed(cause);
			made.closeSoon();
		}
		else {
			fail(NetworkException.of(ErrorCode.HANDSHAKE_FAILED, Outcome.NOT_SENT, "the dial could not begin: " + cause,
					ErrorContext.at(this.round.target().expected(), this.address).withState("dialling"), cause));
		}
	}

	/** Gives up, unless the peer may have taken the connection into use already. */
	void abandon() {
		QuicChannel opened = this.channel;
		if (!this.greeted && !this.active && opened != null) {
			opened.close();
		}
	}

	/** Gives up, whatever the peer has done with the connection. */
	void cancel() {
		Connection made = this.connection;
		if (!this.greeted && made != null) {
			made.close(ErrorCode.DISCONNECTED, "the dial is not wanted any more");
		}
	}

	@Override
	public void greeted(Connection made, Hello hello) {
		this.greeted = true;
		this.round.greeted(this);
		this.dialler.pool().dialled(made, hello, this.round.target());
	}

	InetSocketAddress address() {
		return this.address;
	}

	private void stopTimer() {
		Future<?> set = this.timer;
		if (set != null) {
			set.cancel(false);
			this.timer = null;
		}
	}

	@Override
	public void closed(Connection made, CloseCause cause) {
		stopTimer();
		if (this.greeted) {
			this.dialler.pool().closed(made, cause);
		}
		else if (!this.ended) {
			fail(cause.toException());
		}
	}

	private void fail(NetworkException cause) {
		if (!this.ended) {
			this.ended = true;
			this.round.attemptFailed(this, cause);
		}
	}

}
