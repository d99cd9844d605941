package io.quictransport.internal.connection;

import java.net.SocketAddress;
import java.time.Duration;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.quictransport.ErrorCode;
import io.quictransport.internal.connection.ConnectionLink.Session;
import io.quictransport.internal.wire.ControlFrames.GoAway;
import org.jspecify.annotations.Nullable;

/**
 * Answers what the parts of a connection ask of it and of each other. Each part knows the
 * role that it needs, and neither the connection nor another part, so that each can be
 * built alone. Confined to the event loop.
 */
final class ConnectionRoles implements GracefulClose.Owner, Liveness.Owner, PeerAddressChange.Owner, Closing.Owner {

	private final Connection connection;

	ConnectionRoles(Connection connection) {
		this.connection = connection;
	}

	@Override
	public boolean isOpen() {
		return this.connection.isOpen();
	}

	@Override
	public boolean isLive() {
		return this.connection.isLive();
	}

	@Override
	public Session session() {
		return this.connection.session();
	}

	@Override
	public String peerName() {
		return this.connection.peerName();
	}

	@Override
	public long lastHeard() {
		return this.connection.lastHeard();
	}

	@Override
	public @Nullable Duration rtt() {
		return this.connection.rtt();
	}

	@Override
	public boolean isPathSuspect() {
		return this.connection.addressChange().isSeen() || this.connection.liveness().silence().isSilent();
	}

	@Override
	public long ping() {
		Liveness liveness = this.connection.liveness();
		liveness.ping();
		return liveness.lastToken();
	}

	@Override
	public boolean isAnswered(long token) {
		return this.connection.liveness().isAnswered(token);
	}

	@Override
	public void sendPing(long token) {
		this.connection.control().ping(token);
	}

	@Override
	public void sendGoAway(GoAway goAway) {
		this.connection.control().goAway(goAway);
	}

	@Override
	public void sendDone() {
		this.connection.control().done();
		this.connection.flush();
	}

	@Override
	public void samplePath(long now) {
		this.connection.pathSampler().sample(now);
	}

	@Override
	public void samplePathInTurn(long now) {
		this.connection.pathSampler().sampleInTurn(now);
	}

	@Override
	public NarrowPathWatch.Traffic traffic(long now) {
		return this.connection.pathSampler().traffic(now);
	}

	@Override
	public void pathNarrowed() {
		this.connection.replace("large packets are lost while small ones arrive");
		if (!this.connection.isLive()) {
			this.connection.gracefulClose().pathSuspect();
		}
	}

	@Override
	public boolean isPathNarrow() {
		return this.connection.liveness().isPathNarrow();
	}

	@Override
	public void askForSuccessor() {
		this.connection.gracefulClose().askForSuccessor();
	}

	@Override
	public void addressChanged(SocketAddress to) {
		this.connection.remoteAddressChanged(to);
	}

	@Override
	public void peerSilent(@Nullable SocketAddress elsewhere) {
		this.connection.peerSilent(elsewhere);
	}

	@Override
	public void peerDrains() {
		this.connection.owner().peerDrains(this.connection);
	}

	@Override
	public void successorWanted() {
		this.connection.owner().successorWanted(this.connection);
	}

	@Override
	public boolean hasLoopEnded() {
		return this.connection.channel().eventLoop().isShutdown();
	}

	@Override
	public void flush() {
		this.connection.flush();
	}

	@Override
	public ByteBufAllocator allocator() {
		return this.connection.allocator();
	}

	@Override
	public void sendClose(CloseCode code, ByteBuf reason) {
		this.connection.channel().close(code.application(), code.number(), reason);
	}

	@Override
	public void close(ErrorCode code, String reason) {
		this.connection.close(code, reason);
	}

}
