package io.quictransport.quic;

import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.tls.PeerVerification;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection ends, and which end has said so: what is said first counts. Confined
 * to the event loop.
 */
final class Ending {

	private final QuicChannel channel;

	private final PeerVerification verification;

	private @Nullable CloseCause cause;

	private boolean here;

	Ending(QuicChannel channel, PeerVerification verification) {
		this.channel = channel;
		this.verification = verification;
	}

	/** This node ends it; false if either end has before. */
	boolean begunHere(CloseCause why) {
		if (this.cause != null) {
			return false;
		}
		this.here = true;
		this.cause = why;
		return true;
	}

	/** The peer has ended it. */
	void begunByPeer(QuicConnectionCloseEvent event, ErrorContext context) {
		if (this.cause == null) {
			this.cause = CloseCause.ofEvent(event, context);
		}
	}

	/** Why, as far as anybody has said; null if nobody has. */
	@Nullable CloseCause said() {
		return this.cause;
	}

	boolean isBegunHere() {
		return this.here;
	}

	/**
	 * Why, now that it is over.
	 * @param wasOpen whether it was in use for a peer
	 * @param seen the last exception in the channel's pipeline, null if there was none
	 * @param context where it happened
	 */
	CloseCause conclude(boolean wasOpen, @Nullable Throwable seen, ErrorContext context) {
		NetworkException refusal = this.verification.failure();
		if (refusal != null && !wasOpen) {
			this.here = true;
			return new CloseCause(refusal.code(), refusal.detail(), context, refusal.getCause());
		}
		CloseCause known = this.cause;
		return (known != null) ? known : CloseCause.ofSilence(this.channel, wasOpen, seen, context);
	}

}
