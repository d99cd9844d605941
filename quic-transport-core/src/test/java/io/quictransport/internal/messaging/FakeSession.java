package io.quictransport.internal.messaging;

import java.util.ArrayList;
import java.util.List;

import io.quictransport.internal.connection.ConnectionLink;
import io.quictransport.internal.messaging.Outbox.OutboundSession;
import io.quictransport.internal.wire.ControlFrames.GoAway;
import io.quictransport.internal.wire.ControlFrames.Settled;
import io.quictransport.internal.wire.WireLimits;
import org.jspecify.annotations.Nullable;

/**
 * Takes calls as a session does, onto one lane that a test opens, and keeps them.
 */
final class FakeSession implements OutboundSession, Carrier {

	final FakeLink link;

	/** What was sent, in its order. */
	final List<Call<?>> sent = new ArrayList<>();

	final List<Call<?>> cancelled = new ArrayList<>();

	/** Whether the lane has its stream. */
	boolean open = true;

	/** What writing the next call throws, null for nothing. */
	@Nullable Error fault;

	/** What telling the peer of each cancellation throws, null for nothing. */
	@Nullable Error cancelFault;

	FakeSession(FakeLink link) {
		this.link = link;
	}

	@Override
	public long incarnation() {
		return this.link.remote().incarnation();
	}

	@Override
	public long now() {
		return this.link.now();
	}

	@Override
	public int maxInFlight() {
		return this.link.remote().maxInFlight();
	}

	@Override
	public WireLimits limits() {
		return this.link.peerLimits();
	}

	@Override
	public boolean peerRefusesWork() {
		return this.link.peerRefusesWork();
	}

	@Override
	public @Nullable Carrier send(Call<?> call, @Nullable Carrier bound) {
		Error thrown = this.fault;
		if (thrown != null) {
			this.fault = null;
			throw thrown;
		}
		if (!this.open) {
			return null;
		}
		this.sent.add(call);
		call.carriedBy(this, this.sent.size());
		return this;
	}

	@Override
	public boolean mayFollow(Call<?> call, Carrier bound) {
		return bound == this;
	}

	@Override
	public void tellSettled(Settled settled) {
		this.link.tellSettled(settled);
	}

	@Override
	public ConnectionLink connection() {
		return this.link;
	}

	@Override
	public long streamId() {
		return 4;
	}

	@Override
	public boolean isBeyond(GoAway goAway, Call<?> call) {
		return true;
	}

	@Override
	public void cancel(Call<?> call) {
		Error thrown = this.cancelFault;
		if (thrown != null) {
			throw thrown;
		}
		this.cancelled.add(call);
	}

	@Override
	public void resolved(Call<?> call) {
		// It carries no more than it is given.
	}

}
