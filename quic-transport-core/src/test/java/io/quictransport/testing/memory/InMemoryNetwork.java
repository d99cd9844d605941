package io.quictransport.testing.memory;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.quic.QuicTransportOptions;
import org.jspecify.annotations.Nullable;

/**
 * Connects the nodes of a test in memory: no sockets, no certificates, no delay. A test
 * can cut and heal the link between two nodes and slow it down.
 *
 * <p>
 * All that happens between nodes happens on one event loop. Where handlers run there too
 * ({@code Dispatch.EVENT_LOOP}, or {@code Runnable::run} as handler executor), the
 * effects of one call occur in the same order each time. Any thread may call; the methods
 * that change the network have done so when they return.
 */
public final class InMemoryNetwork implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final Loop loop = new Loop();

	private final ExecutorService handlerExecutor = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "in-memory-handler");
		thread.setDaemon(true);
		return thread;
	});

	private final List<InMemoryTransport> transports = new CopyOnWriteArrayList<>();

	private final Places places = new Places();

	private final Map<Direction, Wire> wires = new ConcurrentHashMap<>();

	/**
	 * Makes a node that has all default options.
	 * @param id the node's id
	 * @return the node, not started
	 */
	public InMemoryTransport node(String id) {
		return node(id, new QuicTransportOptions());
	}

	/**
	 * Makes a node. A second one with the same id stands for the same node restarted; it
	 * can be started when the first one is stopped.
	 * @param id the node's id
	 * @param options how it behaves; what concerns certificates, sockets and QUIC has no
	 * effect, and no peer is refused. Without a port to bind, the node has an address of
	 * its own
	 * @return the node, not started
	 */
	public InMemoryTransport node(String id, QuicTransportOptions options) {
		InMemoryTransport transport = new InMemoryTransport(this, new PeerId(id), options);
		this.transports.add(transport);
		return transport;
	}

	/**
	 * Says how a node is dialled; the node need not be there yet.
	 * @param id the node's id
	 * @return its id and the address that it has without a port to bind
	 */
	public PeerInfo peer(String id) {
		PeerId peer = new PeerId(id);
		return new PeerInfo(peer, List.of(NodeAddress.of(this.places.addressOf(peer))));
	}

	/**
	 * Cuts the link between two nodes, in both directions: each finds the other silent
	 * and takes it for down. Messages and replies that are under way wait for the link to
	 * be healed, until their deadlines. Does nothing when it is cut.
	 * @param one the id of one node
	 * @param other the id of the other
	 */
	public void cut(String one, String other) {
		PeerId first = new PeerId(one);
		PeerId second = new PeerId(other);
		this.loop.call(() -> {
			wire(first, second).cut();
			wire(second, first).cut();
			for (Node node : this.places.nodes()) {
				Peer peer = node.peer(node.id().equals(first) ? second : first);
				if (peer != null && peer.isUp() && (node.id().equals(first) || node.id().equals(second))) {
					peer.unseen();
				}
			}
		});
	}

	/**
	 * Heals the link between two nodes: who has dialled the other is connected again.
	 * Does nothing when it is not cut.
	 * @param one the id of one node
	 * @param other the id of the other
	 */
	public void heal(String one, String other) {
		PeerId first = new PeerId(one);
		PeerId second = new PeerId(other);
		this.loop.call(() -> {
			wire(first, second).heal();
			wire(second, first).heal();
			dialAll();
		});
	}

	/**
	 * Has all that goes between two nodes take time: messages, replies, acknowledgements
	 * and announcements. To connect still takes none.
	 * @param one the id of one node
	 * @param other the id of the other
	 * @param oneWay the time in each direction, not negative
	 */
	public void delay(String one, String other, Duration oneWay) {
		if (oneWay.isNegative()) {
			throw new IllegalArgumentException("oneWay is " + oneWay + " but must not be negative");
		}
		wire(new PeerId(one), new PeerId(other)).delay(oneWay);
		wire(new PeerId(other), new PeerId(one)).delay(oneWay);
	}

	/**
	 * Waits until nothing moves by itself any more: no message is under way on a link
	 * that is not cut, no handler and no listener runs. A handler that has returned a
	 * stage and not completed it yet is not waited for.
	 * @throws IllegalStateException if there is no rest within a minute
	 */
	public void awaitQuiet() {
		try {
			this.loop.awaitQuiet(PATIENCE);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("interrupted", ex);
		}
	}

	/**
	 * Stops all nodes and waits for it.
	 */
	@Override
	public void close() {
		this.transports.stream().map(InMemoryTransport::stop).toList().forEach(CompletableFuture::join);
		this.loop.shutDown();
		this.handlerExecutor.shutdown();
	}

	/** Has all nodes dial those that they wait for. */
	void dialAll() {
		this.places.nodes().forEach((node) -> node.dials().dialAll());
	}

	/** Finds the node that a dial comes to. */
	Node reach(Node from, @Nullable PeerId expected, NodeAddress at) {
		return this.places.reach(from, expected, at, (there) -> wire(from.id(), there.id()).isCut());
	}

	Places places() {
		return this.places;
	}

	Wire wire(PeerId from, PeerId to) {
		return this.wires.computeIfAbsent(new Direction(from, to), (key) -> new Wire(this.loop));
	}

	Loop loop() {
		return this.loop;
	}

	Executor handlerExecutor() {
		return this.handlerExecutor;
	}

	/**
	 * One direction between two nodes.
	 *
	 * @param from the sender
	 * @param to the receiver
	 */
	private record Direction(PeerId from, PeerId to) {
	}

}
