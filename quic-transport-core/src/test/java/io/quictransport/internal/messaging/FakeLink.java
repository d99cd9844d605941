package io.quictransport.internal.messaging;

import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.Future;
import io.quictransport.ErrorCode;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.internal.connection.CloseCause;
import io.quictransport.internal.connection.ConnectionLink;
import io.quictransport.internal.connection.ConnectionLink.StreamRole;
import io.quictransport.internal.connection.FrameOutput;
import io.quictransport.internal.wire.ControlFrames.Hello;
import io.quictransport.internal.wire.ControlFrames.Settled;
import io.quictransport.internal.wire.WireLimits;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a connection, without one: it opens no streams and notes what is told.
 */
final class FakeLink implements ConnectionLink {

	static final WireLimits LIMITS = new WireLimits(1024 * 1024, 16 * 1024);

	final List<Settled> settled = new ArrayList<>();

	boolean peerRefusesWork;

	private final LongSupplier clock;

	private final Hello remote;

	FakeLink(LongSupplier clock, PeerId peer, long incarnation, int maxInFlight) {
		this.clock = clock;
		this.remote = new Hello(Hello.VERSION, incarnation, 0, LIMITS, maxInFlight, NodeInfo.of(peer));
	}

	@Override
	public Hello remote() {
		return this.remote;
	}

	@Override
	public X509Certificate certificate() {
		throw new IllegalStateException("a fake has none");
	}

	@Override
	public @Nullable SocketAddress remoteAddress() {
		return null;
	}

	@Override
	public WireLimits localLimits() {
		return LIMITS;
	}

	@Override
	public WireLimits peerLimits() {
		return LIMITS;
	}

	@Override
	public boolean isClosed() {
		return false;
	}

	@Override
	public @Nullable CloseCause closeCause() {
		return null;
	}

	@Override
	public boolean refusesWork() {
		return false;
	}

	@Override
	public boolean peerRefusesWork() {
		return this.peerRefusesWork;
	}

	@Override
	public long lastHeard() {
		return this.clock.getAsLong();
	}

	@Override
	public long rttNanos() {
		return 0;
	}

	@Override
	public boolean losesPackets() {
		return false;
	}

	@Override
	public long now() {
		return this.clock.getAsLong();
	}

	@Override
	public boolean hasStreamCredit() {
		return false;
	}

	@Override
	public Future<QuicStreamChannel> openStream(StreamRole role) {
		throw new IllegalStateException("no stream is granted");
	}

	@Override
	public FrameOutput output(FrameOutput.@Nullable Backlog backlog) {
		throw new IllegalStateException("there are no streams");
	}

	@Override
	public ByteBufAllocator allocator() {
		return UnpooledByteBufAllocator.DEFAULT;
	}

	@Override
	public void tellCancelled(long id) {
		throw new IllegalStateException("nothing was sent");
	}

	@Override
	public void tellSettled(Settled told) {
		this.settled.add(told);
	}

	@Override
	public void workEnded() {
		// Nothing waits for it.
	}

	@Override
	public void closeLater(ErrorCode code, String reason) {
		throw new IllegalStateException("nobody has broken a rule");
	}

}
