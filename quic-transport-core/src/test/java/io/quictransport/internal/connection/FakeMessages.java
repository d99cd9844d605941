package io.quictransport.internal.connection;

import io.quictransport.internal.connection.ConnectionLink.StreamRole;

import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.netty.handler.codec.quic.QuicStreamChannel;
import io.quictransport.ErrorCode;
import io.quictransport.StreamLoad;
import io.quictransport.internal.connection.ConnectionLink.Session;
import io.quictransport.internal.wire.ControlFrames.GoAway;
import io.quictransport.internal.wire.ControlFrames.Settled;

/**
 * The messages of a connection, of which a test says how far they are.
 */
final class FakeMessages implements Session {

	/** What is stated as admitted. */
	Map<Long, Long> lanes = Map.of();

	boolean waiting;

	boolean answering;

	boolean streams;

	boolean stalled;

	/** Whether the next tick fails. */
	boolean broken;

	int ticks;

	private final Consumer<String> notes;

	FakeMessages(Consumer<String> notes) {
		this.notes = notes;
	}

	@Override
	public StreamRole accept(QuicStreamChannel stream, int kind) {
		throw new AssertionError("no stream is opened");
	}

	@Override
	public void creditChanged() {
		this.notes.accept("credit");
	}

	@Override
	public void beforeFlush() {
		this.notes.accept("flush");
	}

	@Override
	public void tick(long now) {
		this.ticks++;
		if (this.broken) {
			this.broken = false;
			throw new IllegalStateException("made up by a test");
		}
	}

	@Override
	public boolean isStalled(long now, long nanos) {
		return this.stalled;
	}

	@Override
	public boolean isWaiting() {
		return this.waiting;
	}

	@Override
	public boolean isAnswering() {
		return this.answering;
	}

	@Override
	public boolean hasStreams() {
		return this.streams;
	}

	@Override
	public int laneCount() {
		return this.lanes.size();
	}

	@Override
	public StreamLoad streams(int open, long credit) {
		return new StreamLoad(open, 0, credit, this.lanes.size(), 0, null, 0);
	}

	@Override
	public GoAway admitted(ErrorCode code, String reason) {
		return new GoAway(code, reason, this.lanes, Set.of());
	}

	@Override
	public void peerRefuses(GoAway goAway) {
		this.notes.accept("peer refuses");
	}

	@Override
	public void settled(Settled settled) {
		this.notes.accept("settled");
	}

	@Override
	public void cancelled(long id) {
		this.notes.accept("cancelled");
	}

	@Override
	public void settleAll() {
		this.notes.accept("settle all");
	}

	@Override
	public void closed() {
		this.notes.accept("closed");
	}

}
