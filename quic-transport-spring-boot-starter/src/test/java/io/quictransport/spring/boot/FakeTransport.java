package io.quictransport.spring.boot;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.quictransport.ConfigurationException;
import io.quictransport.ConnectionEnds;
import io.quictransport.ConnectionStats;
import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.EventLoopStats;
import io.quictransport.MessageHandler;
import io.quictransport.MessageStream;
import io.quictransport.MessageStreamHandler;
import io.quictransport.NetworkMessage;
import io.quictransport.NetworkTransport;
import io.quictransport.NodeInfo;
import io.quictransport.NodeResources;
import io.quictransport.PeerActivity;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.PeerListener;
import io.quictransport.PeerSnapshot;
import io.quictransport.PeerSource;
import io.quictransport.Registration;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.StreamOpening;
import io.quictransport.TransportState;
import io.quictransport.TransportStats;
import io.quictransport.UnreachedPeer;

/**
 * A transport without a network: remembers what it was asked, and answers as it is told
 * to.
 */
public final class FakeTransport implements NetworkTransport {

	/** What happened to it, in order. */
	public final List<String> calls = new CopyOnWriteArrayList<>();

	/** The state that it reports. */
	public volatile TransportState state = TransportState.STOPPED;

	/** The peers that it reports. */
	public volatile List<PeerSnapshot> peers = List.of();

	/** What it says that it does not reach. */
	public volatile List<UnreachedPeer> unreached = List.of();

	/** The event loops that it reports. */
	public volatile List<EventLoopStats> loops = List.of();

	/** The sources of peers that it reports. */
	public volatile List<PeerSource> sources = List.of();

	/**
	 * What it tells of a peer; a future that is not complete is an event loop that hangs.
	 */
	public volatile CompletableFuture<Optional<PeerActivity>> activity = CompletableFuture
		.completedFuture(Optional.empty());

	/** What it says that it takes of its machine. */
	public volatile NodeResources resources = NodeResources.NONE;

	/** The ends that it reports. */
	public volatile ConnectionEnds ends = ConnectionEnds.NONE;

	final Map<String, Dispatch> requestRoutes = new ConcurrentHashMap<>();

	final Map<String, Dispatch> messageRoutes = new ConcurrentHashMap<>();

	/** The paths whose handlers get views. */
	final Set<String> viewed = ConcurrentHashMap.newKeySet();

	final Set<PeerListener> listeners = ConcurrentHashMap.newKeySet();

	volatile CompletableFuture<Void> startResult = CompletableFuture.completedFuture(null);

	volatile CompletableFuture<Void> stopResult = CompletableFuture.completedFuture(null);

	volatile CompletableFuture<Boolean> drainResult = CompletableFuture.completedFuture(true);

	volatile CompletableFuture<NodeInfo> connectResult = new CompletableFuture<>();

	volatile int port = 4711;

	@Override
	public CompletableFuture<Void> start() {
		this.calls.add("start");
		return this.startResult.thenRun(() -> this.state = TransportState.RUNNING);
	}

	@Override
	public CompletableFuture<Void> stop() {
		this.calls.add("stop");
		return this.stopResult.thenRun(() -> this.state = TransportState.STOPPED);
	}

	@Override
	public CompletableFuture<Boolean> drain(Duration grace) {
		if (grace.isNegative()) {
			throw new ConfigurationException(ErrorCode.INVALID_OPTION, "grace is " + grace + "; must not be negative",
					null);
		}
		this.calls.add("drain " + grace);
		this.state = TransportState.DRAINING;
		return this.drainResult;
	}

	@Override
	public CompletableFuture<Void> undrain() {
		this.calls.add("undrain");
		this.state = TransportState.RUNNING;
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public TransportState state() {
		return this.state;
	}

	@Override
	public NodeInfo localNode() {
		return NodeInfo.of(new PeerId("fake"));
	}

	@Override
	public InetSocketAddress localAddress() {
		return new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port);
	}

	@Override
	public CompletableFuture<NodeInfo> connectPeer(PeerInfo peer) {
		this.calls.add("connect " + peer.id() + " " + peer.addresses());
		return this.connectResult;
	}

	@Override
	public CompletableFuture<Void> disconnect(PeerId peer) {
		this.calls.add("disconnect " + peer);
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public List<UnreachedPeer> unreached() {
		return this.unreached;
	}

	@Override
	public List<EventLoopStats> eventLoops() {
		return this.loops;
	}

	@Override
	public List<PeerSource> peerSources() {
		return this.sources;
	}

	@Override
	public CompletableFuture<Optional<PeerActivity>> activity(PeerId peer) {
		return this.activity;
	}

	@Override
	public NodeResources resources() {
		return this.resources;
	}

	@Override
	public ConnectionEnds connectionEnds() {
		return this.ends;
	}

	@Override
	public boolean isConnected(PeerId peer) {
		return this.peers.stream().anyMatch((known) -> known.id().equals(peer) && known.isConnected());
	}

	@Override
	public Optional<X509Certificate> certificate(PeerId peer) {
		return Optional.empty();
	}

	@Override
	public boolean inEventLoop() {
		return false;
	}

	@Override
	public List<PeerSnapshot> peers() {
		return this.peers;
	}

	@Override
	public CompletableFuture<NetworkMessage> request(NetworkMessage message, Duration timeout) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<byte[]> request(PeerId peer, String path, byte[] payload) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<Void> send(NetworkMessage message, Duration timeout) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<Void> send(PeerId peer, String path, byte[] payload) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<Void> announce(NodeInfo node) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Registration onRequest(Route route, RequestHandler handler) {
		String path = pathOf(route);
		this.calls.add("onRequest " + path);
		noteViews(path, route);
		this.requestRoutes.put(path, route.dispatch());
		return () -> this.requestRoutes.remove(path);
	}

	@Override
	public Registration onMessage(Route route, MessageHandler handler) {
		String path = pathOf(route);
		this.calls.add("onMessage " + path);
		noteViews(path, route);
		this.messageRoutes.put(path, route.dispatch());
		return () -> this.messageRoutes.remove(path);
	}

	private void noteViews(String path, Route route) {
		if (route.views()) {
			this.viewed.add(path);
		}
	}

	private static String pathOf(Route route) {
		String path = route.path();
		if (path == null) {
			throw new UnsupportedOperationException();
		}
		return path;
	}

	@Override
	public CompletableFuture<MessageStream> openStream(StreamOpening opening) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Registration onStream(Route route, MessageStreamHandler handler) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Registration subscribe(PeerListener listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

	@Override
	public TransportStats stats() {
		return TransportStats.NONE.withConnections(new ConnectionStats(3, 0, 0, 0, 0, 0));
	}

	@Override
	public void close() {
		this.calls.add("close");
	}

}
