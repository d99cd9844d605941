package io.quictransport;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Communicates with other nodes: requests with replies, acknowledged one-way messages,
 * two-way streams of messages, and updates about connected peers.
 *
 * <p>
 * A node may call itself by its own id: such a call does not touch the network, and is
 * otherwise as one to a peer, with the same limits, deadlines, outcomes and threads.
 *
 * <p>
 * All methods may be called from any thread, and none blocks except {@link #close()}.
 * Returned futures fail with a {@link NetworkException}; they may complete on an event
 * loop, so a dependent stage that blocks belongs on an executor ({@code thenApplyAsync}).
 * Waiting for a returned future on an event loop fails at once instead of hanging.
 */
public interface NetworkTransport extends AutoCloseable {

	/**
	 * Binds the socket and begins to accept and dial connections. Does nothing if already
	 * started; after {@link #stop} it starts a new run.
	 * @return completes when bound; fails with {@link TransportException} if that is not
	 * possible
	 */
	CompletableFuture<Void> start();

	/**
	 * Drains, refuses new local calls, lets work in flight finish within the configured
	 * grace period and closes. Does nothing if already stopped.
	 * @return completes when everything is closed; then fails with
	 * {@link ErrorCode#MESSAGES_LOST} if messages that this node has acknowledged were
	 * not handled within the grace period. The failure states their number and senders;
	 * their handlers continue only as long as the process lives
	 */
	CompletableFuture<Void> stop();

	/**
	 * Refuses inbound work with the retryable {@link ErrorCode#DRAINING} and informs the
	 * peers; local calls are still sent. A later {@link #start} does not end the
	 * draining: {@link #undrain} does, or {@link #stop} and a new start.
	 * @param grace how long to wait for admitted inbound work to end, not negative
	 * @return completes with whether all admitted work ended within the grace period
	 * @throws ConfigurationException if the grace period is negative
	 */
	CompletableFuture<Boolean> drain(Duration grace);

	/**
	 * Takes a drain back, whether it has completed or not: admits inbound work again, and
	 * has the connections replaced by ones that carry it, so that the peers use this node
	 * again without a restart. Work that was admitted before continues. If the future of
	 * the drain still waits, it completes with whether all work had ended by now. Does
	 * nothing while the transport runs and does not drain.
	 * @return completes when work is admitted and every connected peer is notified; the
	 * peers send their new work as soon as the new connection is there. Fails with
	 * {@link ErrorCode#NOT_RUNNING} if the transport does not run or stops
	 */
	CompletableFuture<Void> undrain();

	/**
	 * The state of the transport's life cycle.
	 * @return the state now
	 */
	TransportState state();

	/**
	 * What this node states of itself.
	 * @return the info that peers receive; its addresses are known once started
	 */
	NodeInfo localNode();

	/**
	 * The address that the socket is bound to.
	 * @return the bound address once started, the configured one before
	 */
	InetSocketAddress localAddress();

	/**
	 * Dials a peer and keeps it connected from then on: if the connection is lost, or
	 * this first attempt fails, the peer is dialled again with back-off until
	 * {@link #disconnect}. Does nothing if the peer is already connected.
	 * <p>
	 * If the peer's id is not known, its addresses are dialled until a peer has answered
	 * there; from then on {@link #disconnect} ends it by that peer's id. Until then,
	 * cancelling the returned future ends it, even after the future has failed, once all
	 * callers that asked for the same addresses have cancelled. If the id is known,
	 * cancelling the future does not stop the dialling.
	 * @param peer the peer to dial and its addresses
	 * @return completes with what the peer states of itself once connected; fails when
	 * the first round of dials has failed, with {@link PeerConnectionException} or, if
	 * the peer is about to stop, {@link ErrorCode#DRAINING}
	 */
	CompletableFuture<NodeInfo> connectPeer(PeerInfo peer);

	/**
	 * Closes the connection to a peer, lets its work in flight finish within the
	 * configured grace period, and stops dialling it. New calls to it fail at once. The
	 * peer may dial this node again.
	 * @param peer the peer
	 * @return completes when the connection is closed, at once if there is none
	 */
	CompletableFuture<Void> disconnect(PeerId peer);

	/**
	 * Whether messages can be sent to a peer: TLS complete, identity checked, HELLO
	 * exchanged. A plain read.
	 * @param peer the peer, or this node itself, to which they can be sent while it runs
	 * @return whether it is connected
	 */
	boolean isConnected(PeerId peer);

	/**
	 * The certificate that a peer has shown on the connection that was last taken into
	 * use.
	 * @param peer the peer, or this node itself
	 * @return the certificate; empty if the peer was not connected yet, or the transport
	 * has no certificates
	 */
	Optional<X509Certificate> certificate(PeerId peer);

	/**
	 * The peers that this node knows, connected or not.
	 * @return a snapshot of each, ordered by id
	 */
	List<PeerSnapshot> peers();

	/**
	 * What this node knows of one peer.
	 * @param id the peer
	 * @return a snapshot; empty if it is not known, and for this node itself
	 */
	default Optional<PeerSnapshot> peer(PeerId id) {
		return peers().stream().filter((peer) -> peer.id().equals(id)).findFirst();
	}

	/**
	 * Addresses one node, for several calls to it. Costs nothing and cannot fail: the
	 * node need not be known.
	 * @param id the node, or this node itself
	 * @return the handle
	 */
	default NodeHandle node(PeerId id) {
		return new NodeHandle(this, id);
	}

	/**
	 * The details of what happens between this node and a peer now: streams, queues,
	 * handlers and the path. They are read on the peer's event loop, so they cost nothing
	 * unless requested, and take as long as the tasks that wait for the loop.
	 * @param peer the peer
	 * @return completes with the details; empty if the peer is not known, the transport
	 * does not run or has no such details
	 */
	default CompletableFuture<Optional<PeerActivity>> activity(PeerId peer) {
		return CompletableFuture.completedFuture(Optional.empty());
	}

	/**
	 * The peers and addresses that the application or discovery wants connected, and that
	 * are not: each with the cause of its last failure. Peers whose ids this node denies
	 * are left out.
	 * @return a snapshot of each, the oldest first; none where a transport does not know
	 */
	default List<UnreachedPeer> unreached() {
		return List.of();
	}

	/**
	 * The sources that name peers to this node: the providers of discovery. The peers
	 * that the application gives to {@link #connectPeer} have none.
	 * @return a snapshot of each, in their order; none while the transport does not run
	 */
	default List<PeerSource> peerSources() {
		return List.of();
	}

	/**
	 * How many of the known peers are in each phase.
	 * @return the numbers; a phase without peers may be missing
	 */
	default Map<PeerPhase, Integer> phases() {
		Map<PeerPhase, Integer> counts = new EnumMap<>(PeerPhase.class);
		peers().forEach((peer) -> counts.merge(peer.phase(), 1, Integer::sum));
		return counts;
	}

	/**
	 * The connections that were refused and those that have ended.
	 * @return a snapshot; empty where a transport has no connections
	 */
	default ConnectionEnds connectionEnds() {
		return ConnectionEnds.NONE;
	}

	/**
	 * Sends a request.
	 * @param message a message of type {@link MessageType#REQUEST}
	 * @param timeout the time until the deadline, positive
	 * @return completes with the reply; fails by the deadline with the known outcome.
	 * Cancelling it informs the peer, whose handler is cancelled
	 */
	CompletableFuture<NetworkMessage> request(NetworkMessage message, Duration timeout);

	/**
	 * Sends a request and reads its reply in place, without an array for the payload.
	 * @param message a message of type {@link MessageType#REQUEST}
	 * @param timeout the time until the deadline, positive
	 * @param reader makes the result of the reply, whose content is a view that lives
	 * until this returns ({@link MessagePayload}). It may run on an event loop, so it
	 * must not block
	 * @param <T> the type of the result
	 * @return completes with what the reader returns; fails as
	 * {@link #request(NetworkMessage, Duration)}, and with what the reader throws
	 */
	default <T> CompletableFuture<T> request(NetworkMessage message, Duration timeout,
			Function<? super NetworkMessage, ? extends T> reader) {
		return request(message, timeout).thenApply(reader);
	}

	/**
	 * Sends a request with the default timeout.
	 * @param peer the node that answers
	 * @param path names the handler there
	 * @param payload the content
	 * @return completes with the reply's payload
	 */
	CompletableFuture<byte[]> request(PeerId peer, String path, byte[] payload);

	/**
	 * Sends a one-way message. Messages to one peer on one path are handled in the order
	 * of these calls, as far as one thread makes them.
	 * @param message a message of type {@link MessageType#MESSAGE}
	 * @param timeout the time until the deadline, positive
	 * @return completes when the peer has admitted the message: checked it and queued it
	 * for its handler; fails by the deadline with the known outcome
	 */
	CompletableFuture<Void> send(NetworkMessage message, Duration timeout);

	/**
	 * Sends a one-way message with the default timeout.
	 * @param peer the node that receives
	 * @param path names the handler there
	 * @param payload the content
	 * @return completes when the peer has admitted the message
	 */
	CompletableFuture<Void> send(PeerId peer, String path, byte[] payload);

	/**
	 * Opens a stream of messages without headers and without a deadline.
	 * @param peer the node at the other end
	 * @param path names the stream handler there
	 * @return as {@link #openStream(StreamOpening)}
	 */
	default CompletableFuture<MessageStream> openStream(PeerId peer, String path) {
		return openStream(StreamOpening.of(peer, path));
	}

	/**
	 * Opens a stream of messages. If as many streams as the option
	 * {@code maxMessageStreams} allows are already open to the peer, the stream waits for
	 * its turn. The peer serves as many streams of one node as its own
	 * {@code maxMessageStreams} admits, and refuses further ones with
	 * {@link ErrorCode#OVERLOADED}.
	 * @param opening the peer, path and other parameters of the stream
	 * @return completes when the peer has admitted the stream; fails within the default
	 * request timeout with the known outcome, for instance
	 * {@link ErrorCode#NO_SUCH_PATH}. Cancelling it gives up the stream
	 */
	CompletableFuture<MessageStream> openStream(StreamOpening opening);

	/**
	 * Announces this node: changes what it states of itself, and notifies all connected
	 * peers. The transport increments the version, and adds the paths that have handlers;
	 * when handlers are added or removed, it announces that by itself.
	 * @param node the new info; its id must be this node's
	 * @return completes when the announcement has been passed to every live connection,
	 * which does not mean that it has arrived; a peer that connects later receives it in
	 * the handshake
	 * @throws ConfigurationException if the id is another one, or the info is too large
	 * to send to peers
	 */
	CompletableFuture<Void> announce(NodeInfo node);

	/**
	 * Does what {@link #announce} does, under the name of the specification.
	 * @param node the new info
	 * @return as {@link #announce}
	 */
	default CompletableFuture<Void> updatePeers(NodeInfo node) {
		return announce(node);
	}

	/**
	 * Registers the handler of a path's requests, run on the handler executor.
	 * @param path the path, matched as it is
	 * @param handler the handler
	 * @return removes the handler
	 * @throws ConfigurationException if the path has such a handler already, or is empty
	 * or too long
	 */
	default Registration onRequest(String path, RequestHandler handler) {
		return onRequest(Route.path(path), handler);
	}

	/**
	 * Registers the handler of a route's requests.
	 * @param route the path or paths, and where the handler runs
	 * @param handler the handler
	 * @return removes the handler
	 * @throws ConfigurationException if the route's path has such a handler already
	 */
	Registration onRequest(Route route, RequestHandler handler);

	/**
	 * Registers a handler of a path's one-way messages, run on the handler executor. A
	 * path may have several, each of which gets every message ({@link MessageHandler}).
	 * @param path the path, matched as it is
	 * @param handler the handler
	 * @return removes the handler
	 * @throws ConfigurationException if the path is empty or too long
	 */
	default Registration onMessage(String path, MessageHandler handler) {
		return onMessage(Route.path(path), handler);
	}

	/**
	 * Registers a handler of a route's one-way messages. A path may have several, each of
	 * which gets every message ({@link MessageHandler}); if they differ in where they
	 * run, all run on the executor.
	 * @param route the path or paths, and where the handler runs
	 * @param handler the handler
	 * @return removes the handler
	 */
	Registration onMessage(Route route, MessageHandler handler);

	/**
	 * Registers the handler of the streams that peers open on a path, run on the handler
	 * executor.
	 * @param path the path, matched as it is
	 * @param handler the handler
	 * @return removes the handler; open streams continue
	 * @throws ConfigurationException if the path has such a handler already, or is empty
	 * or too long
	 */
	default Registration onStream(String path, MessageStreamHandler handler) {
		return onStream(Route.path(path), handler);
	}

	/**
	 * Registers the handler of the streams that peers open on a route.
	 * @param route the path or paths, and where the handler and the subscribers of its
	 * streams run
	 * @param handler the handler
	 * @return removes the handler; open streams continue
	 * @throws ConfigurationException if the route's path has such a handler already
	 */
	Registration onStream(Route route, MessageStreamHandler handler);

	/**
	 * Subscribes to peers going up, changing and going down. Peers that are already up
	 * are reported to the new listener first, soon after this returns.
	 * @param listener the listener
	 * @return ends the subscription
	 */
	Registration subscribe(PeerListener listener);

	/**
	 * Whether the calling thread is an event loop of this library, of another user of
	 * Netty or of Reactor. Such a thread must never wait, so code that blocks on behalf
	 * of its callers should check this first.
	 * @return whether waiting here would be refused
	 */
	boolean inEventLoop();

	/**
	 * The transport's metrics.
	 * @return a snapshot
	 */
	TransportStats stats();

	/**
	 * What this node runs.
	 * @return the versions of the library, its codec and the protocol
	 */
	default TransportVersions versions() {
		return TransportVersions.withCodec("none");
	}

	/**
	 * The event loops, in order. Their number is fixed, whether the transport runs or
	 * not.
	 * @return a snapshot of each, none where a transport has no event loops of its own
	 */
	default List<EventLoopStats> eventLoops() {
		return List.of();
	}

	/**
	 * What the transport takes of its machine: queued messages, memory for buffers, and
	 * the buffers of its sockets.
	 * @return a snapshot; none where a transport has no such resources
	 */
	default NodeResources resources() {
		return NodeResources.NONE;
	}

	/**
	 * Stops and waits until everything is closed: the only call that blocks. A failure of
	 * {@link #stop} is logged and counted, and not thrown.
	 * @throws TransportException on an event loop
	 */
	@Override
	void close();

}
