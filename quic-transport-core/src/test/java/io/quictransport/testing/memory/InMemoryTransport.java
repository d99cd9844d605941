package io.quictransport.testing.memory;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Function;

import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageHandler;
import io.quictransport.MessageStream;
import io.quictransport.MessageStreamHandler;
import io.quictransport.MessageType;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.NetworkTransport;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.PeerListener;
import io.quictransport.PeerSnapshot;
import io.quictransport.Registration;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.StreamOpening;
import io.quictransport.TransportState;
import io.quictransport.TransportStats;
import io.quictransport.internal.loop.TransportFuture;
import io.quictransport.quic.QuicTransportOptions;
import org.jspecify.annotations.Nullable;

/**
 * Represents a node of an {@link InMemoryNetwork}. It keeps all promises of
 * {@link NetworkTransport} except those about bytes on a wire: there are no lanes, no
 * QUIC streams to count and no handshakes that take time.
 */
public final class InMemoryTransport implements NetworkTransport {

	private final Lifecycle lifecycle;

	private final InMemoryNetwork network;

	private final PeerId id;

	private final QuicTransportOptions options;

	private final Handlers handlers = new Handlers();

	private final Figures figures = new Figures();

	InMemoryTransport(InMemoryNetwork network, PeerId id, QuicTransportOptions options) {
		this.network = network;
		this.id = id;
		this.options = options;
		Executor given = options.handlerExecutor();
		Executor executor = (given != null) ? given : network.handlerExecutor();
		// One for all runs: what a listener hears of the last comes before the next.
		Serial events = new Serial(network.loop(), executor);
		this.handlers.countFailures(() -> this.figures.error(ErrorCode.HANDLER_FAILED));
		this.lifecycle = new Lifecycle(network, () -> new Node(network, id, options, this.handlers, this.figures,
				executor, events, network.places().addressOf(id, options.bindAddress())));
	}

	@Override
	public CompletableFuture<Void> start() {
		return this.lifecycle.start();
	}

	@Override
	public CompletableFuture<Void> stop() {
		return this.lifecycle.stop();
	}

	@Override
	public CompletableFuture<Boolean> drain(Duration grace) {
		if (grace.isNegative()) {
			throw invalid("grace is " + grace + " but must not be negative");
		}
		Node node = this.lifecycle.drain();
		return onLoop(node, (run, drained) -> run.drain(grace, drained));
	}

	@Override
	public CompletableFuture<Void> undrain() {
		return onLoop(this.lifecycle.undrain(), (run, undrained) -> {
			run.undrain();
			LoopFuture.done(undrained);
		});
	}

	@Override
	public TransportState state() {
		return this.lifecycle.state();
	}

	@Override
	public NodeInfo localNode() {
		Node node = this.lifecycle.node();
		return (node != null) ? node.info()
				: NodeInfo.of(this.id)
					.withAddresses(this.options.advertisedAddresses())
					.withServices(this.options.services())
					.withMetadata(this.options.metadata());
	}

	@Override
	public InetSocketAddress localAddress() {
		Node node = this.lifecycle.node();
		return (node != null) ? node.address() : this.options.bindAddress();
	}

	@Override
	public CompletableFuture<NodeInfo> connectPeer(PeerInfo peer) {
		if (this.id.equals(peer.id()) && this.lifecycle.usable() != null) {
			return LoopFuture.failed(NetworkException.of(ErrorCode.SELF_CONNECTION, Outcome.NOT_SENT,
					"the peer is this node itself", ErrorContext.of(peer.id())));
		}
		Node node = this.lifecycle.usable();
		if (node == null) {
			return LoopFuture.failed(notRunning());
		}
		Loop loop = this.network.loop();
		DialFuture connected = new DialFuture(() -> loop.execute(() -> node.dials().withdraw(peer)));
		loop.execute(() -> node.dials().connect(peer, connected));
		return connected;
	}

	@Override
	public CompletableFuture<Void> disconnect(PeerId peer) {
		return onLoop(this.lifecycle.usable(), (node, closed) -> node.disconnect(peer, closed));
	}

	@Override
	public boolean isConnected(PeerId peer) {
		Node node = this.lifecycle.node();
		Peer known = (node != null) ? node.peer(peer) : null;
		return known != null && known.isUp();
	}

	@Override
	public Optional<X509Certificate> certificate(PeerId peer) {
		return Optional.empty();
	}

	@Override
	public List<PeerSnapshot> peers() {
		Node node = this.lifecycle.node();
		return (node == null) ? List.of()
				: node.peers().stream().map(Peer::snapshot).sorted(Comparator.comparing(PeerSnapshot::id)).toList();
	}

	@Override
	public CompletableFuture<NetworkMessage> request(NetworkMessage message, Duration timeout) {
		return submit(message, MessageType.REQUEST, timeout, Call::forMessage);
	}

	@Override
	public <T> CompletableFuture<T> request(NetworkMessage message, Duration timeout,
			Function<? super NetworkMessage, ? extends T> reader) {
		return submit(message, MessageType.REQUEST, timeout,
				(node, sent, nanos) -> Call.forReader(node, sent, nanos, reader));
	}

	@Override
	public CompletableFuture<byte[]> request(PeerId peer, String path, byte[] payload) {
		return submit(NetworkMessage.request(peer, path, payload), MessageType.REQUEST,
				this.options.timeouts().request(), Call::forPayload);
	}

	@Override
	public CompletableFuture<Void> send(NetworkMessage message, Duration timeout) {
		return submit(message, MessageType.MESSAGE, timeout, Call::forNothing);
	}

	@Override
	public CompletableFuture<Void> send(PeerId peer, String path, byte[] payload) {
		return send(NetworkMessage.message(peer, path, payload), this.options.timeouts().request());
	}

	private <T> CompletableFuture<T> submit(NetworkMessage message, MessageType type, Duration timeout,
			CallFactory<T> factory) {
		NetworkException refused = Messages.check(message, type, timeout);
		Node node = this.lifecycle.usable();
		if (refused != null || node == null) {
			return LoopFuture.failed((refused != null) ? refused : notRunning());
		}
		return submit(node, factory.make(node, message, Messages.nanos(timeout)));
	}

	private <T> Call<T> submit(Node node, Call<T> call) {
		ErrorCode tooLarge = Messages.tooLarge(this.options.limits(), call.message().headers(),
				call.message().content().length());
		if (tooLarge != null) {
			node.fail(call, call.failure(tooLarge, Outcome.NOT_SENT, "it is over this node's own limit"));
		}
		else {
			this.network.loop().execute(() -> node.submit(call));
		}
		return call;
	}

	@Override
	public CompletableFuture<MessageStream> openStream(StreamOpening opening) {
		NetworkException refused = Messages.check(opening, this.options.timeouts().request());
		Node node = this.lifecycle.usable();
		if (refused != null || node == null) {
			return LoopFuture.failed((refused != null) ? refused : notRunning());
		}
		return submit(node, new StreamCall(node, opening, this.options.timeouts().request()));
	}

	@Override
	public CompletableFuture<Void> announce(NodeInfo node) {
		if (!node.id().equals(this.id)) {
			throw invalid("node is " + node.id() + " but must be this node's id, " + this.id);
		}
		return onLoop(this.lifecycle.usable(), (run, announced) -> {
			run.announce(node);
			LoopFuture.done(announced);
		});
	}

	@Override
	public Registration onRequest(Route route, RequestHandler handler) {
		return this.handlers.onRequest(route, handler);
	}

	@Override
	public Registration onMessage(Route route, MessageHandler handler) {
		return this.handlers.onMessage(route, handler);
	}

	@Override
	public Registration onStream(Route route, MessageStreamHandler handler) {
		return this.handlers.onStream(route, handler);
	}

	@Override
	public Registration subscribe(PeerListener listener) {
		Handlers.Subscription subscription = this.handlers.subscribe(listener);
		Node node = this.lifecycle.usable();
		if (node != null) {
			this.network.loop().execute(() -> node.subscribe(subscription));
		}
		else {
			subscription.begin();
		}
		return subscription;
	}

	@Override
	public boolean inEventLoop() {
		return TransportFuture.mustNotBlock();
	}

	@Override
	public TransportStats stats() {
		Node node = this.lifecycle.node();
		List<Peer> up = (node == null) ? List.of() : node.peers().stream().filter(Peer::isUp).toList();
		int inFlight = (node == null) ? 0 : node.peers().stream().mapToInt((peer) -> peer.outbound().inFlight()).sum();
		Duration rtt = up.stream().map(Peer::rtt).reduce(Duration.ZERO, Duration::plus);
		return this.figures.snapshot(up.size(), inFlight, rtt.dividedBy(Math.max(1, up.size())));
	}

	@Override
	public void close() {
		if (TransportFuture.mustNotBlock()) {
			throw TransportFuture.blocked();
		}
		stop().join();
	}

	private <T> CompletableFuture<T> onLoop(@Nullable Node node, BiConsumer<Node, CompletableFuture<T>> task) {
		if (node == null) {
			return LoopFuture.failed(notRunning());
		}
		LoopFuture<T> result = new LoopFuture<>();
		this.network.loop().execute(() -> task.accept(node, result));
		return result;
	}

	private NetworkException notRunning() {
		this.figures.error(ErrorCode.NOT_RUNNING);
		return NetworkException.of(ErrorCode.NOT_RUNNING, Outcome.NOT_SENT,
				"the transport is not running; call start() and wait for it", ErrorContext.NONE.withState(state()));
	}

	private static ConfigurationException invalid(String what) {
		return new ConfigurationException(ErrorCode.INVALID_OPTION, what);
	}

	/**
	 * Makes one kind of call.
	 *
	 * @param <T> the type of its result
	 */
	@FunctionalInterface
	private interface CallFactory<T> {

		Call<T> make(Node node, NetworkMessage message, long timeoutNanos);

	}

}
