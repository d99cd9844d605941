package io.quictransport.internal.peer;

import java.net.InetSocketAddress;
import java.util.Set;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.util.concurrent.Future;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.internal.connection.CloseCause;
import io.quictransport.internal.connection.Connection;
import io.quictransport.internal.connection.ConnectionOwner.HandshakeListener;
import io.quictransport.internal.loop.LoopTasks.LoopTimer;
import io.quictransport.internal.peer.DialContext.AddressConnector;
import io.quictransport.internal.wire.ControlFrames.Hello;
import org.jspecify.annotations.Nullable;

/**
 * Dials one address, from the first packet to the peer's HELLO. Confined to the event
 * loop.
 */
final class DialAttempt implements HandshakeListener {

	private final AddressConnector connector;

	private final DialRound round;

	private final LoopTimer timer;

	private long timeoutMillis;

	private @Nullable QuicChannel channel;

	private @Nullable Connection connection;

	private boolean handshakeComplete;

	private boolean ended;

	private boolean active;

	/**
	 * Whether the peer had announced its stop when the dial began: it may be back now.
	 */
	private final boolean absenceExpected;

	/** How often it had: it may have gone and come back since. */
	private final long stopsBefore;

	private final InetSocketAddress address;

	DialAttempt(DialContext context, DialRound round, InetSocketAddress address) {
		this.timer = new LoopTimer(context.loop(), this::notAnswered);
		this.address = address;
		this.connector = context.connector();
		this.round = round;
		this.absenceExpected = round.target().isStopped();
		this.stopsBefore = round.target().stops();
	}

	/** Dials, and gives up after a timeout. */
	void begin(long millis) {
		this.timeoutMillis = millis;
		this.timer.setMillis(millis);
		Future<QuicChannel> dial;
		try {
			dial = this.connector.connect(this.address, this.round.target(), this, (made) -> {
				this.connection = made;
				this.channel = made.channel();
			}, this::notReachable);
		}
		catch (Throwable ex) {
			this.timer.cancel();
			notConnected(ex);
			return;
		}
		dial.addListener((Future<QuicChannel> connected) -> {
			this.timer.cancel();
			if (connected.isSuccess()) {
				this.active = true;
				this.round.listener().handshaking();
			}
			else {
				notConnected(connected.cause());
			}
		});
	}

	private void notAnswered() {
		notConnected(new ConnectTimeoutException("no answer for " + this.timeoutMillis + " ms"));
	}

	/** Nothing can be sent there, or nobody is there to receive it. */
	void notReachable(NetworkException cause) {
		if (this.ended || this.active) {
			return;
		}
		this.timer.cancel();
		fail(cause);
		notConnected(cause);
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
		if (!this.handshakeComplete && !this.active && opened != null) {
			opened.close();
		}
	}

	/** Gives up, even if the peer may have taken the connection into use. */
	void cancel() {
		Connection made = this.connection;
		if (!this.handshakeComplete && made != null) {
			made.close(ErrorCode.DISCONNECTED, "the dial is not wanted any more");
		}
	}

	@Override
	public boolean expectsAbsence() {
		return this.absenceExpected || this.round.target().stops() > this.stopsBefore;
	}

	@Override
	public boolean mayContinue(Set<PeerId> ids) {
		return this.round.listener().mayContinue(ids);
	}

	@Override
	public void handshakeComplete(Connection made, Hello hello) {
		this.handshakeComplete = true;
		this.round.succeeded(this);
		this.round.listener().connected(made, hello);
	}

	InetSocketAddress address() {
		return this.address;
	}

	@Override
	public void failed(Connection made, CloseCause cause) {
		this.timer.cancel();
		if (!this.handshakeComplete) {
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
