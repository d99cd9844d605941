package io.quictransport.sample;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

import io.quictransport.Dispatch;
import io.quictransport.DownReason;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageContext;
import io.quictransport.MessageHandler;
import io.quictransport.MessageType;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.NetworkTransport;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.PeerListener;
import io.quictransport.PeerPhase;
import io.quictransport.PeerSnapshot;
import io.quictransport.Registration;
import io.quictransport.RequestContext;
import io.quictransport.RequestHandler;
import io.quictransport.TransportState;
import io.quictransport.TransportStats;
import org.jspecify.annotations.Nullable;

/**
 * A transport whose handlers run on the caller's thread.
 */
final class FakeTransport implements NetworkTransport {

	private static final ErrorCode NONE = ErrorCode.INTERNAL;

	private final FakeNetwork network;

	private final PeerId id;

	private final List<PeerInfo> configured = new ArrayList<>();

	private final Set<PeerId> known = new TreeSet<>();

	private final Map<String, RequestHandler> requestHandlers = new HashMap<>();

	private final Map<String, MessageHandler> messageHandlers = new HashMap<>();

	private final List<PeerListener> listeners = new ArrayList<>();

	private final List<NetworkMessage> sent = new ArrayList<>();

	private ErrorCode refusal = NONE;

	FakeTransport(FakeNetwork network, PeerId id) {
		this.network = network;
		this.id = id;
	}

	PeerId id() {
		return this.id;
	}

	void configure(PeerId peer) {
		this.configured.add(PeerInfo.of(peer, "127.0.0.1:9999"));
		this.known.add(peer);
	}

	List<PeerInfo> configuredPeers() {
		return this.configured;
	}

	void up(PeerId peer) {
		this.known.add(peer);
		this.listeners.forEach((listener) -> listener.peerUp(NodeInfo.of(peer)));
	}

	void down(PeerId peer, DownReason reason) {
		this.listeners.forEach((listener) -> listener.peerDown(peer, reason));
	}

	void refuseAll(ErrorCode refusal) {
		this.refusal = refusal;
	}

	void refuseNothing() {
		this.refusal = NONE;
	}

	List<NetworkMessage> sent() {
		return this.sent;
	}

	@Override
	public CompletableFuture<NetworkMessage> request(NetworkMessage message, Duration timeout) {
		this.sent.add(message);
		@Nullable NetworkException refused = refusal(message);
		if (refused != null) {
			return CompletableFuture.failedFuture(refused);
		}
		RequestHandler handler = this.network.find(message.destination()).requestHandlers.get(message.path());
		if (handler == null) {
			return CompletableFuture.failedFuture(failure(ErrorCode.NO_SUCH_PATH, message));
		}
		try {
			return handler.handle(message, new Context(this.id))
				.thenApply((payload) -> new NetworkMessage(message.destination(), this.id, MessageType.RESPONSE,
						message.path(), Map.of(), "", payload))
				.toCompletableFuture();
		}
		catch (Exception ex) {
			return CompletableFuture.failedFuture(failure(ErrorCode.HANDLER_FAILED, message));
		}
	}

	@Override
	public CompletableFuture<byte[]> request(PeerId peer, String path, byte[] payload) {
		return request(NetworkMessage.request(peer, path, payload), Duration.ofSeconds(1))
			.thenApply(NetworkMessage::payload);
	}

	@Override
	public CompletableFuture<Void> send(NetworkMessage message, Duration timeout) {
		this.sent.add(message);
		@Nullable NetworkException refused = refusal(message);
		if (refused != null) {
			return CompletableFuture.failedFuture(refused);
		}
		MessageHandler handler = this.network.find(message.destination()).messageHandlers.get(message.path());
		if (handler == null) {
			return CompletableFuture.failedFuture(failure(ErrorCode.NO_SUCH_PATH, message));
		}
		try {
			handler.handle(message, () -> this.id);
			return CompletableFuture.completedFuture(null);
		}
		catch (Exception ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	@Override
	public CompletableFuture<Void> send(PeerId peer, String path, byte[] payload) {
		return send(NetworkMessage.event(peer, path, payload), Duration.ofSeconds(1));
	}

	private @Nullable NetworkException refusal(NetworkMessage message) {
		if (!isConnected(message.destination())) {
			return failure(ErrorCode.NOT_CONNECTED, message);
		}
		return (this.refusal != NONE) ? failure(this.refusal, message) : null;
	}

	private static NetworkException failure(ErrorCode code, NetworkMessage message) {
		return NetworkException.of(code, Outcome.NOT_SENT, "the fake network says " + code, ErrorContext.of(message));
	}

	@Override
	public boolean isConnected(PeerId peer) {
		return this.network.isLinked(this.id, peer);
	}

	@Override
	public List<PeerSnapshot> peers() {
		return this.known.stream().map(this::snapshot).toList();
	}

	private PeerSnapshot snapshot(PeerId peer) {
		boolean connected = isConnected(peer);
		return new PeerSnapshot(peer, connected ? PeerPhase.CONNECTED : PeerPhase.DISCONNECTED,
				connected ? NodeInfo.of(peer) : null, connected ? new InetSocketAddress("127.0.0.1", 9082) : null,
				connected && this.id.compareTo(peer) < 0, connected ? Duration.ofNanos(310_500) : null,
				connected ? 1 : 0, 0, 7, 5, 70, 50, connected ? null : "CONNECTION_LOST: it went away");
	}

	@Override
	public NodeInfo localNode() {
		return NodeInfo.of(this.id);
	}

	@Override
	public InetSocketAddress localAddress() {
		return new InetSocketAddress("127.0.0.1", 9081);
	}

	@Override
	public TransportState state() {
		return TransportState.RUNNING;
	}

	@Override
	public TransportStats stats() {
		return new TransportStats(1, 1, 0, 0, 0, 1, Duration.ofMillis(5), 0, 2, 7, 5, 70, 50, 0, 0,
				Duration.ofNanos(310_500), Map.of(ErrorCode.OVERLOADED, 3L));
	}

	@Override
	public Registration onRequest(String path, Dispatch dispatch, RequestHandler handler) {
		this.requestHandlers.put(path, handler);
		return () -> this.requestHandlers.remove(path);
	}

	@Override
	public Registration onMessage(String path, Dispatch dispatch, MessageHandler handler) {
		this.messageHandlers.put(path, handler);
		return () -> this.messageHandlers.remove(path);
	}

	@Override
	public CompletableFuture<io.quictransport.MessageStream> openStream(io.quictransport.StreamOpening opening) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Registration onStream(String path, Dispatch dispatch, io.quictransport.MessageStreamHandler handler) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Registration subscribe(PeerListener listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

	@Override
	public CompletableFuture<Void> start() {
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public CompletableFuture<Void> stop() {
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public CompletableFuture<Boolean> drain(Duration grace) {
		return CompletableFuture.completedFuture(true);
	}

	@Override
	public CompletableFuture<NodeInfo> connectPeer(PeerInfo peer) {
		throw new UnsupportedOperationException("link the nodes at the fake network");
	}

	@Override
	public CompletableFuture<Void> disconnect(PeerId peer) {
		throw new UnsupportedOperationException("cut the link at the fake network");
	}

	@Override
	public CompletableFuture<Void> updatePeers(NodeInfo node) {
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public void close() {
		stop().join();
	}

	private record Context(PeerId peer) implements RequestContext, MessageContext {

		@Override
		public Duration remaining() {
			return Duration.ofSeconds(1);
		}

		@Override
		public boolean isCancelled() {
			return false;
		}

		@Override
		public void onCancel(Runnable action) {
			// The fake never cancels.
		}

		@Override
		public void replyHeader(String name, String value) {
			throw new UnsupportedOperationException("the board uses no headers");
		}

	}

}
