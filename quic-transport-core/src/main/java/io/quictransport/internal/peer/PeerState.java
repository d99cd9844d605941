package io.quictransport.internal.peer;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;

import io.quictransport.DownReason;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.PeerPhase;
import io.quictransport.PeerSnapshot;
import io.quictransport.internal.connection.CloseCause;
import io.quictransport.internal.connection.Connection;
import io.quictransport.internal.connection.ConnectionLink.Session;
import io.quictransport.internal.connection.ConnectionOwner;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.TransportCounters.Traffic;
import io.quictransport.internal.messaging.Messaging.PeerLink;
import io.quictransport.internal.messaging.PeerMessaging;
import io.quictransport.internal.peer.DialTarget.DialListener;
import io.quictransport.internal.text.Log;
import io.quictransport.internal.wire.ControlFrames.Hello;
import org.jspecify.annotations.Nullable;

/**
 * Tracks one peer: its phase, its one live connection and those that retire, and the
 * messages exchanged with it. Transitions happen on the event loop; fields that other
 * threads read are volatile.
 */
final class PeerState implements ConnectionOwner, PeerLink, DialTarget, DialListener, UnreachedPeers.Target {

	private static final Log logger = Log.of(PeerState.class);

	/** How long a connected peer has to answer when a second process uses its id. */
	private static final long PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

	private static final String GONE = "the peer is gone";

	private final PeerContext context;

	private final PeerId id;

	private final ConnectionPool pool;

	private final PeerMessaging messaging;

	private final Redialler redialler;

	private final Demand demand = new Demand();

	private final ToldAddresses told;

	private final SuccessorDials successors;

	/** Whether there are any, any thread may ask. */
	private final Set<Connection> retiring = new CopyOnWriteArraySet<>();

	private final AwaitedCloses awaitedCloses = new AwaitedCloses();

	private final PeerCondition condition;

	private volatile @Nullable Connection live;

	private volatile @Nullable NodeInfo info;

	private final UnreachedPeers.Watch unreached;

	/** Whether there is reason to wait for a connection: a dial has not failed yet. */
	private boolean expectedSoon;

	/** Whether the lost incarnation may return and receive what it has not received. */
	private boolean mayReturn;

	private final Incarnation incarnation;

	private final Retention retention;

	/** The generation of the next connection that this node dials. */
	private long generation;

	PeerState(PeerContext context, PeerId id, ConnectionPool pool, Dialler dialler) {
		this.context = context;
		this.id = id;
		this.pool = pool;
		this.condition = new PeerCondition(context.clock());
		this.messaging = new PeerMessaging(context.messaging(), id, this);
		this.incarnation = new Incarnation(this.messaging::reset);
		this.told = new ToldAddresses(context.clock());
		this.successors = new SuccessorDials(context.loop(), context.clock(), this::rotate);
		this.redialler = new Redialler(context.dialling(dialler), this, this);
		this.unreached = context.unreached().watch(this);
		this.retention = new Retention(context.loop(), this.messaging::onIdle, this::forget);
	}

	/** Keeps the peer connected from now on. */
	void want(List<NodeAddress> at, @Nullable DialFuture connected) {
		this.retention.stop();
		this.demand.wanted(at);
		connect(connected);
	}

	/** Keeps the peer connected for as long as discovery lists it. */
	void found(List<NodeAddress> at, String by) {
		this.retention.stop();
		this.demand.found(at, by);
		connect(null);
	}

	/** Discovery no longer lists the peer: it is let go unless otherwise wanted. */
	void release() {
		if (!this.demand.released()) {
			return;
		}
		if (this.live != null) {
			disconnect(ErrorCode.DISCONNECTED, "discovery does not know of the peer any more");
		}
		else {
			this.redialler.stop(() -> failure(ErrorCode.NOT_CONNECTED, "discovery does not know of the peer any more"));
			letGo();
		}
	}

	private void connect(@Nullable DialFuture connected) {
		NodeInfo known = this.info;
		Connection current = this.live;
		if (current != null && known != null) {
			if (connected != null && current.isLeaving()) {
				this.redialler.await(connected);
			}
			else if (connected != null) {
				connected.resolve(known);
			}
			return;
		}
		this.expectedSoon = true;
		this.unreached.wanted();
		this.redialler.dialNow(connected);
	}

	/** Accepts a connection whose other end is proven to be this peer, or refuses it. */
	void offer(Connection candidate) {
		Connection current = this.live;
		if (current == null) {
			adopt(candidate);
		}
		else if (current.remote().incarnation() != candidate.remote().incarnation()) {
			replaceIfSilent(current, candidate);
		}
		else if (Precedence.wins(candidate, current, this.context.self().id(), this.id)) {
			adopt(candidate);
		}
		else if (candidate.isDialled()) {
			// The peer has taken it into use already, so it must be retired.
			candidate.open(this, this.messaging.session(candidate));
			drainIfNodeDoes(candidate);
			retire(candidate);
		}
		else {
			candidate.close(ErrorCode.DUPLICATE_CONNECTION, "another connection between the two nodes is kept");
		}
	}

	/**
	 * A second process uses the peer's id: the peer has been restarted, or the second
	 * process is not entitled to the id.
	 */
	private void replaceIfSilent(Connection current, Connection candidate) {
		current.probe(PROBE_NANOS, (answered) -> {
			if (candidate.isClosed()) {
				return;
			}
			if (answered && this.live == current) {
				candidate.close(ErrorCode.DUPLICATE_NODE_ID,
						"node id " + this.id + " is in use by another process that is connected");
				return;
			}
			if (!answered) {
				current.close(ErrorCode.PEER_RESTARTED, "the peer was restarted");
			}
			// This peer may be forgotten with its connection, or have another one by now.
			this.context.loop().execute(() -> this.pool.decide(candidate));
		});
	}

	private void adopt(Connection connection) {
		Connection before = this.live;
		this.retention.stop();
		// Streams that have overtaken HELLO are read as soon as the connection is open.
		boolean sameAsBefore = this.incarnation.connected(connection.remote().incarnation());
		Session session = this.messaging.session(connection);
		this.messaging.identified(connection.certificate());
		connection.open(this, session);
		this.live = connection;
		this.messaging.use(connection);
		drainIfNodeDoes(connection);
		this.successors.cancel();
		reached(connection);
		this.unreached.over();
		this.condition.connected(connection.remote().software());
		this.generation = Math.max(this.generation, connection.generation());
		NodeInfo known = this.info;
		NodeInfo said = connection.remote().node();
		NodeInfo node = (sameAsBefore && known != null && known.version() > said.version()) ? known : said;
		this.info = node;
		// It may have changed since the client's HELLO.
		connection.announce(this.context.self().info());
		if (connection.isDialled()) {
			this.context.recordings()
				.connected(this.id, connection,
						Recordings.Checks.on(this.context.loop(), this.context.clock(), this.context.lookups()));
		}
		else if (this.context.self().id().compareTo(this.id) > 0) {
			this.redialler.abandonRound();
		}
		this.redialler.connected(node);
		if (before == null) {
			this.context.events().up(node);
		}
		else {
			retire(before);
			// Calls may wait for the end of a drain, which changes nothing else.
			if (!node.equals(known) || before.peerRefusesWork()) {
				this.context.events().updated(node);
			}
		}
		closeOutdated(connection);
		this.messaging.resume();
	}

	private void drainIfNodeDoes(Connection connection) {
		if (this.context.self().isDraining()) {
			connection.drain(this.context.self().drainNanos(this.context.now()));
		}
	}

	private void reached(Connection connection) {
		if (connection.isDialled() && connection.remoteAddress() instanceof InetSocketAddress address) {
			NodeAddress at = NodeAddress.of(address);
			this.told.reached(this.told.choose(this.info, addresses()).contains(at));
			this.demand.reachedAt(at);
		}
		else {
			this.told.reached(false);
		}
	}

	/** Dials a successor of the live connection, unless that one is closing. */
	@Override
	public void rotate() {
		Connection current = this.live;
		if (current != null && !current.isLeaving()) {
			this.generation = Hello.generationAfter(Math.max(this.generation, current.generation()));
			this.redialler.dialSuccessor();
		}
	}

	@Override
	public void peerSilent(@Nullable SocketAddress elsewhere) {
		if (elsewhere instanceof InetSocketAddress address) {
			this.told.hint(NodeAddress.of(address));
		}
		rotate();
	}

	@Override
	public @Nullable SocketAddress avoided() {
		Connection current = this.live;
		return (current != null && current.isSilent()) ? current.remoteAddress() : null;
	}

	@Override
	public void successorWanted(Connection connection) {
		if (this.live == connection && connection.isDialled()) {
			this.successors.wanted();
		}
	}

	/** Closes what is left of earlier incarnations. */
	private void closeOutdated(Connection current) {
		for (Connection connection : List.copyOf(this.retiring)) {
			if (connection.remote().incarnation() != current.remote().incarnation()) {
				connection.close(ErrorCode.PEER_RESTARTED, "the peer was restarted");
			}
		}
	}

	private void retire(Connection connection) {
		this.retiring.add(connection);
		logger.debug("event=connection_retired peer={} address={} generation={}", this.id, connection.remoteAddress(),
				connection.generation());
		connection.retire();
	}

	@Override
	public void peerDrains(Connection connection) {
		if (this.live == connection) {
			this.condition.phase(PeerPhase.DRAINING);
		}
	}

	@Override
	public void closed(Connection connection, CloseCause cause) {
		this.retiring.remove(connection);
		try {
			if (this.live == connection) {
				liveClosed(connection, cause);
			}
			else {
				this.messaging.lost(connection, cause, true);
				this.incarnation.closed(hasConnections());
				if (!hasConnections() && !this.demand.exists()) {
					letGo();
				}
			}
		}
		finally {
			this.awaitedCloses.closed(connection);
		}
	}

	private void liveClosed(Connection connection, CloseCause cause) {
		this.live = null;
		this.successors.cancel();
		this.messaging.use(null);
		this.generation = Math.max(this.generation, Hello.generationAfter(connection.generation()));
		DownReason reason = DownReasons.of(cause.code(), connection.isClosedHere(), connection.ownGoodbye(),
				connection.peerGoodbye());
		boolean planned = connection.isEndPlanned(cause.code());
		this.condition.down(reason, cause, planned);
		if (!planned) {
			this.context.counters().error(cause.code());
		}
		if (this.demand.exists()) {
			this.unreached.lost(reason == DownReason.PEER_STOPPED);
		}
		this.mayReturn = DownReasons.mayReturn(reason, cause.code());
		boolean awaited = this.demand.exists() && this.redialler.isAwaited();
		this.expectedSoon = awaited || (this.demand.exists() && this.mayReturn);
		try {
			this.context.events().down(this.id, reason, cause.detail());
			this.messaging.lost(connection, cause, this.mayReturn);
			this.incarnation.lost(DownReasons.endsIncarnation(reason));
			this.incarnation.closed(hasConnections());
		}
		finally {
			// Whatever becomes of its messages: nothing else would dial it again.
			goOn(awaited);
		}
	}

	/** The connection is lost: the peer is dialled again, or let go. */
	private void goOn(boolean awaited) {
		if (awaited) {
			this.redialler.dialNow(null);
		}
		else if (this.demand.exists()) {
			this.redialler.lost();
		}
		else {
			letGo();
		}
	}

	/**
	 * Forgets a peer that is not dialled from here, but not before it had time to return,
	 * nor before the last message that it may send again or that is being handled for it
	 * is over: whatever this node knows of the peer, it handles an id once.
	 */
	private void letGo() {
		this.condition.phase(PeerPhase.DISCONNECTED);
		this.expectedSoon = false;
		this.unreached.over();
		this.demand.forgetAddresses();
		this.redialler.stop(() -> failure(ErrorCode.NOT_CONNECTED, GONE));
		if (!this.mayReturn) {
			this.messaging.failAll(ErrorCode.NOT_CONNECTED, GONE);
		}
		if (!hasConnections()) {
			this.retention.begin((this.mayReturn ? Retention.RETURN_NANOS : 0) + this.messaging.unsettledNanos());
		}
	}

	private NetworkException failure(ErrorCode code, String detail) {
		return NetworkException.of(code, Outcome.NOT_SENT, detail, ErrorContext.of(this.id));
	}

	/** Lets go of the peer: dials no more; the connection ends when its work is done. */
	CompletableFuture<Void> disconnect(ErrorCode code, String reason) {
		this.demand.end();
		this.unreached.over();
		this.redialler.stop(() -> failure(code, reason));
		if (this.live == null) {
			this.mayReturn = false;
			this.expectedSoon = false;
			if (!hasConnections()) {
				letGo();
			}
			this.messaging.resume();
		}
		List<Connection> open = connections();
		CompletableFuture<Void> closed = this.awaitedCloses.await(open);
		open.forEach((each) -> each.leave(code, reason));
		return closed;
	}

	/** Cuts the remaining connections when the time for a graceful close is over. */
	void closeNow(ErrorCode code, String reason) {
		connections().forEach((connection) -> connection.close(code, reason));
		this.messaging.failAll(code, reason);
	}

	/**
	 * The event loop has ended: neither the connections nor the calls waiting for one
	 * will make progress.
	 */
	void loopEnded() {
		this.demand.end();
		this.unreached.over();
		try {
			connections().forEach((connection) -> connection.channelClosed(null));
			this.redialler.stop(LoopTasks::ended);
		}
		finally {
			this.messaging.failAll(ErrorCode.NOT_RUNNING, LoopTasks.ended().detail());
		}
	}

	/**
	 * The deny list has changed: cuts the connections whose certificates it names, and
	 * holds or resumes dials.
	 */
	void denyListChanged() {
		for (Connection connection : connections()) {
			String refusal = this.context.self().refusalOf(connection.certificates());
			if (refusal != null) {
				connection.close(ErrorCode.PEER_NOT_ALLOWED, refusal);
			}
		}
		this.redialler.denyListChanged();
	}

	/** Takes no new work from the peer. */
	void drain() {
		long nanos = this.context.self().drainNanos(this.context.now());
		connections().forEach((connection) -> connection.drain(nanos));
	}

	/** Takes new work again, on a connection that replaces the drained one. */
	void undrain() {
		connections().forEach(Connection::undrain);
		rotate();
	}

	/** Tells the peer this node's current state. */
	void announce(NodeInfo node) {
		Connection connection = this.live;
		if (connection != null) {
			connection.announce(node);
		}
	}

	/** The live connection and those that retire. */
	private List<Connection> connections() {
		List<Connection> all = new ArrayList<>(this.retiring);
		Connection connection = this.live;
		if (connection != null) {
			all.add(0, connection);
		}
		return all;
	}

	private void forget() {
		this.condition.phase(PeerPhase.REMOVED);
		this.messaging.close(ErrorCode.NOT_CONNECTED, GONE);
		this.pool.remove(this);
	}

	@Override
	public void nodeChanged(Connection connection, NodeInfo node) {
		NodeInfo known = this.info;
		if (!this.incarnation.isCurrent(connection.remote().incarnation())) {
			// The versions of another incarnation say nothing about those of this one.
			return;
		}
		if (node.id().equals(this.id) && (known == null || node.version() > known.version())) {
			this.info = node;
			this.context.events().updated(node);
		}
	}

	@Override
	public void connected(Connection connection, Hello hello) {
		this.pool.dialled(connection, hello);
	}

	@Override
	public @Nullable PeerId expected() {
		return this.id;
	}

	@Override
	public List<NodeAddress> addresses() {
		return this.demand.addresses(this.info);
	}

	@Override
	public List<NodeAddress> told() {
		return this.told.choose(this.info, addresses());
	}

	@Override
	public boolean admitTold() {
		return this.told.admit();
	}

	@Override
	public String source() {
		return this.demand.source();
	}

	@Override
	public boolean isStopped() {
		return this.unreached.isStopped();
	}

	@Override
	public long stops() {
		return this.condition.stops();
	}

	@Override
	public long generation() {
		return this.generation;
	}

	@Override
	public @Nullable NodeInfo connectedAs() {
		Connection connection = this.live;
		return (connection != null && !connection.isLeaving()) ? this.info : null;
	}

	@Override
	public boolean needsSuccessor() {
		Connection connection = this.live;
		return connection != null && connection.needsSuccessor();
	}

	@Override
	public void dialling() {
		if (this.live == null) {
			this.condition.phase(PeerPhase.CONNECTING);
		}
	}

	@Override
	public void handshaking() {
		if (this.live == null) {
			this.condition.phase(PeerPhase.HANDSHAKING);
		}
	}

	@Override
	public void roundFailed(NetworkException cause) {
		this.condition.dialFailed(cause);
		this.expectedSoon = false;
		if (this.live == null) {
			this.unreached.failed(cause);
			this.condition.phase(PeerPhase.DISCONNECTED);
			this.messaging.resume();
		}
	}

	@Override
	public PeerId id() {
		return this.id;
	}

	@Nullable Connection live() {
		return this.live;
	}

	@Override
	public boolean isLive(Connection connection) {
		return this.live == connection;
	}

	@Override
	public boolean isExpectedSoon() {
		return this.expectedSoon;
	}

	PeerPhase phase() {
		return this.condition.phase();
	}

	boolean isConnected() {
		return this.live != null;
	}

	/** Whether the live connection is to this incarnation of the peer. */
	boolean isConnectedTo(long other) {
		Connection connection = this.live;
		return connection != null && connection.remote().incarnation() == other;
	}

	@Override
	public boolean isDisconnecting() {
		Connection connection = this.live;
		return connection != null && connection.ownGoodbye() == ErrorCode.DISCONNECTED;
	}

	boolean hasConnections() {
		return this.live != null || !this.retiring.isEmpty();
	}

	@Nullable NodeInfo info() {
		return this.info;
	}

	PeerMessaging messaging() {
		return this.messaging;
	}

	int inFlight() {
		return this.messaging.inFlight();
	}

	Traffic traffic() {
		return this.messaging.traffic();
	}

	@Nullable X509Certificate certificate() {
		return this.messaging.certificate();
	}

	@Override
	public String whyNotConnected() {
		return this.condition.whyNotConnected();
	}

	PeerSnapshot snapshot() {
		return PeerSnapshots.of(this, this.condition.view());
	}

}
