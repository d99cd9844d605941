package io.quictransport.internal.connection;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.quictransport.ErrorCode;
import io.quictransport.internal.connection.ConnectionLink.Session;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.RateLimit;
import io.quictransport.internal.loop.TransportCounters;
import io.quictransport.internal.wire.ControlFrames.GoAway;
import io.quictransport.internal.wire.WireLimits;
import io.quictransport.support.ManualLoop;
import org.jspecify.annotations.Nullable;

/**
 * A connection as its parts see it: answers what a test says, and notes what it is made
 * to do, in its order.
 */
final class FakeConnection implements GracefulClose.Owner, Liveness.Owner, PeerAddressChange.Owner {

	static final Duration PING_INTERVAL = Duration.ofSeconds(1);

	static final Duration IDLE_TIMEOUT = Duration.ofSeconds(10);

	static final Duration GRACE = Duration.ofSeconds(5);

	final FakeMessages messages = new FakeMessages(this::note);

	final List<String> done = new ArrayList<>();

	final List<GoAway> goAways = new ArrayList<>();

	boolean open = true;

	boolean live = true;

	boolean pathSuspect;

	boolean pathNarrow;

	long received;

	long lastHeard;

	@Nullable Duration rtt;

	@Nullable Long answered;

	/** What each PING throws, null for nothing. */
	@Nullable Error pingFault;

	private final ManualLoop loop;

	FakeConnection(ManualLoop loop) {
		this.loop = loop;
		this.lastHeard = loop.now();
	}

	ConnectionContext context() {
		Duration hour = Duration.ofHours(1);
		return new ConnectionContext(new LoopTasks(this.loop.loop()), this.loop::now,
				new ConnectionContext.Settings(hour, PING_INTERVAL, IDLE_TIMEOUT, GRACE, hour, hour, hour, 1000,
						new WireLimits(1, 1)),
				new TransportCounters(), new ConnectionHistory(this.loop::now), new RateLimit.OfPeers(1), () -> {
				}, () -> {
				}, (generation) -> {
					throw new AssertionError("no HELLO is due");
				});
	}

	private void note(String what) {
		this.done.add(what);
	}

	/** What was done since the last call. */
	List<String> taken() {
		List<String> taken = List.copyOf(this.done);
		this.done.clear();
		return taken;
	}

	@Override
	public boolean isOpen() {
		return this.open;
	}

	@Override
	public boolean isLive() {
		return this.live;
	}

	@Override
	public Session session() {
		return this.messages;
	}

	@Override
	public String peerName() {
		return "node-b";
	}

	@Override
	public long lastHeard() {
		return this.lastHeard;
	}

	@Override
	public @Nullable Duration rtt() {
		return this.rtt;
	}

	@Override
	public boolean isPathSuspect() {
		return this.pathSuspect;
	}

	@Override
	public boolean isPathNarrow() {
		return this.pathNarrow;
	}

	@Override
	public long ping() {
		note("ping");
		return this.loop.now();
	}

	@Override
	public boolean isAnswered(long token) {
		return this.answered != null && this.answered - token >= 0;
	}

	@Override
	public void sendPing(long token) {
		note("ping");
		Error thrown = this.pingFault;
		if (thrown != null) {
			throw thrown;
		}
	}

	@Override
	public void sendGoAway(GoAway goAway) {
		this.goAways.add(goAway);
		note("GOAWAY " + goAway.code());
	}

	@Override
	public void sendDone() {
		note("DONE");
	}

	@Override
	public void samplePath(long now) {
		// There is no path.
	}

	@Override
	public void samplePathInTurn(long now) {
		// Nothing to measure.
	}

	@Override
	public NarrowPathWatch.Traffic traffic(long now) {
		return new NarrowPathWatch.Traffic(0, 0, 0, 0, this.received, 0);
	}

	@Override
	public void pathNarrowed() {
		note("path narrowed");
	}

	@Override
	public void askForSuccessor() {
		note("ask for a successor");
	}

	@Override
	public void addressChanged(SocketAddress to) {
		note("address " + to);
	}

	@Override
	public void peerSilent(@Nullable SocketAddress elsewhere) {
		note("peer silent");
	}

	@Override
	public void peerDrains() {
		note("peer drains");
	}

	@Override
	public void successorWanted() {
		note("successor wanted");
	}

	@Override
	public void close(ErrorCode code, String reason) {
		note("close " + code + ": " + reason);
	}

}
