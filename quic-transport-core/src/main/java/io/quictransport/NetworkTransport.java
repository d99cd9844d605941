package io.quictransport;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Talks to other nodes: requests with replies, acknowledged one-way messages, two-way
 * streams of messages, and news of which peers are there.
 *
 * <p>
 * All methods may be called from any thread, and none blocks but {@link #close()}.
 * Returned futures fail with a {@link NetworkException}; they may complete on an event
 * loop, so a dependent stage that blocks belongs on an executor ({@code thenApplyAsync}).
 * Waiting for a returned future on an event loop fails at once instead of hanging.
 */
public interface NetworkTransport extends AutoCloseable {

	/**
	 * Binds the socket and begins to accept and dial connections. Does nothing when
	 * started already; after {@link #stop} it starts afresh.
	 * @return completes when bound; fails with {@link TransportException} if that is not
	 * possible
	 */
	CompletableFuture<Void> start();

	/**
	 * Drains, refuses new local calls, lets work in flight finish within the configured
	 * grace period and closes. Does nothing when stopped already.
	 * @return completes when all is closed; fails then with
	 * {@link ErrorCode#MESSAGES_LOST} if messages that this node has acknowledged were
	 * not handled within the grace period. It names how many and whose they are; their
	 * handlers go on only as long as the process lives
	 */
	CompletableFuture<Void> stop();

	/**
	 * Refuses inbound work with the retryable {@link ErrorCode#DRAINING} and tells the
	 * peers so; local calls still go out. A later {@link #start} does not end the
	 * draining: only {@link #stop} and a new start do.
	 * @param grace how long to wait for admitted inbound work to end, not negative
	 * @return completes with whether all admitted work ended within the grace period
	 * @throws ConfigurationException if the grace period is negative
	 */
	CompletableFuture<Boolean> drain(Duration grace);

	/**
	 * The state of the transport's life cycle.
	 * @return the state now
	 */
	TransportState state();

	/**
	 * What this node says of itself.
	 * @return the info that peers are told; its addresses are known once started
	 */
	NodeInfo localNode();

	/**
	 * The address that the socket is bound to.
	 * @return the bound address once started, before that the configured one
	 */
	InetSocketAddress localAddress();

	/**
	 * Dials a peer and keeps the connection from then on: when it is lost, and also when
	 * this first try fails, it is dialled again with back-off until {@link #disconnect}.
	 * Does nothing when the peer is connected already.
	 * <p>
	 * Where the peer's id is not known, its addresses are dialled until a peer has
	 * answered there; from then on {@link #disconnect} ends it by that peer's id. Until
	 * then, cancelling the returned future ends it, even after the future has failed,
	 * once all who asked for the same addresses have cancelled. Where the id is known,
	 * cancelling the future does not stop the dialling.
	 * @param peer whom to dial and where
	 * @return completes with what the peer says of itself once connected; fails when the
	 * first round of dials has failed, with {@link PeerConnectionException} or, where the
	 * peer is about to stop, {@link ErrorCode#DRAINING}
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
	 * Says whether messages can go to a peer: TLS done, identity checked, HELLO
	 * exchanged. A plain read.
	 * @param peer the peer
	 * @return whether it is connected
	 */
	boolean isConnected(PeerId peer);

	/**
	 * The certificate that a peer has shown, on the connection that was taken into use
	 * last.
	 * @param peer the peer
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
	 * Sends a request.
	 * @param message a message of type {@link MessageType#REQUEST}
	 * @param timeout the time until the deadline, positive
	 * @return completes with the reply; fails by the deadline with what is known. To
	 * cancel it tells the peer, whose handler is cancelled
	 */
	CompletableFuture<NetworkMessage> request(NetworkMessage message, Duration timeout);

	/**
	 * Sends a request with the default time-out.
	 * @param peer the node that answers
	 * @param path names the handler there
	 * @param payload the content
	 * @return completes with the reply's payload
	 */
	CompletableFuture<byte[]> request(PeerId peer, String path, byte[] payload);

	/**
	 * Sends a one-way message. Messages to one peer on one path are handled in the order
	 * of these calls, as far as one thread makes them.
	 * @param message a message of type {@link MessageType#EVENT}
	 * @param timeout the time until the deadline, positive
	 * @return completes when the peer has admitted the message: checked it and queued it
	 * for its handler; fails by the deadline with what is known
	 */
	CompletableFuture<Void> send(NetworkMessage message, Duration timeout);

	/**
	 * Sends a one-way message with the default time-out.
	 * @param peer the node that receives
	 * @param path names the handler there
	 * @param payload the content
	 * @return completes when the peer has admitted the message
	 */
	CompletableFuture<Void> send(PeerId peer, String path, byte[] payload);

	/**
	 * Opens a stream of messages without headers and without a deadline.
	 * @param peer the node to talk to
	 * @param path names the stream handler there
	 * @return as {@link #openStream(StreamOpening)}
	 */
	default CompletableFuture<MessageStream> openStream(PeerId peer, String path) {
		return openStream(StreamOpening.of(peer, path));
	}

	/**
	 * Opens a stream of messages. When as many as the option {@code maxStreams} are open
	 * to the peer already, it waits for its turn. The peer in turn serves as many streams
	 * of one node as its own {@code maxStreams} admits, and refuses one more with
	 * {@link ErrorCode#OVERLOADED}.
	 * @param opening whom to talk to, and about what
	 * @return completes when the peer has admitted the stream; fails within the default
	 * request time-out with what is known, for instance {@link ErrorCode#NO_SUCH_PATH}.
	 * To cancel it gives the stream up
	 */
	CompletableFuture<MessageStream> openStream(StreamOpening opening);

	/**
	 * Changes what this node says of itself and announces it to all connected peers. The
	 * version is raised by the transport.
	 * @param node the new info; its id must be this node's
	 * @return completes when the announcement has been handed to every live connection,
	 * which does not say that it has arrived; a peer that connects later is told in the
	 * handshake
	 * @throws ConfigurationException if the id is another one, or the info is larger than
	 * peers can be told
	 */
	CompletableFuture<Void> updatePeers(NodeInfo node);

	/**
	 * Registers the handler of a path's requests, run on the handler executor.
	 * @param path the path, matched as it is
	 * @param handler the handler
	 * @return removes the handler
	 * @throws ConfigurationException if the path has such a handler already, or is empty
	 * or too long
	 */
	default Registration onRequest(String path, RequestHandler handler) {
		return onRequest(path, Dispatch.EXECUTOR, handler);
	}

	/**
	 * Registers the handler of a path's requests.
	 * @param path the path, matched as it is
	 * @param dispatch where the handler runs
	 * @param handler the handler
	 * @return removes the handler
	 * @throws ConfigurationException if the path has such a handler already, or is empty
	 * or too long
	 */
	Registration onRequest(String path, Dispatch dispatch, RequestHandler handler);

	/**
	 * Registers the handler of the requests on a set of paths, such as those of a
	 * pattern. A handler of the exact path goes first, then those of sets in the order of
	 * their registration. What is said of a path holds for each path of the set.
	 * @param paths says whether a path belongs to the set; called on event loops, so it
	 * must be quick and must not block or throw
	 * @param dispatch where the handler runs
	 * @param handler the handler
	 * @return removes the handler
	 */
	Registration onRequest(Predicate<String> paths, Dispatch dispatch, RequestHandler handler);

	/**
	 * Registers the handler of a path's one-way messages, run on the handler executor.
	 * @param path the path, matched as it is
	 * @param handler the handler
	 * @return removes the handler
	 * @throws ConfigurationException if the path has such a handler already, or is empty
	 * or too long
	 */
	default Registration onMessage(String path, MessageHandler handler) {
		return onMessage(path, Dispatch.EXECUTOR, handler);
	}

	/**
	 * Registers the handler of a path's one-way messages.
	 * @param path the path, matched as it is
	 * @param dispatch where the handler runs
	 * @param handler the handler
	 * @return removes the handler
	 * @throws ConfigurationException if the path has such a handler already, or is empty
	 * or too long
	 */
	Registration onMessage(String path, Dispatch dispatch, MessageHandler handler);

	/**
	 * Registers the handler of the one-way messages on a set of paths, such as those of a
	 * pattern. A handler of the exact path goes first, then those of sets in the order of
	 * their registration. What is said of a path holds for each path of the set.
	 * @param paths says whether a path belongs to the set; called on event loops, so it
	 * must be quick and must not block or throw
	 * @param dispatch where the handler runs
	 * @param handler the handler
	 * @return removes the handler
	 */
	Registration onMessage(Predicate<String> paths, Dispatch dispatch, MessageHandler handler);

	/**
	 * Registers the handler of the streams that peers open on a path, run on the handler
	 * executor.
	 * @param path the path, matched as it is
	 * @param handler the handler
	 * @return removes the handler; open streams go on
	 * @throws ConfigurationException if the path has a handler already
	 */
	default Registration onStream(String path, MessageStreamHandler handler) {
		return onStream(path, Dispatch.EXECUTOR, handler);
	}

	/**
	 * Registers the handler of the streams that peers open on a path.
	 * @param path the path, matched as it is
	 * @param dispatch where the handler runs, and the subscribers of its streams
	 * @param handler the handler
	 * @return removes the handler; open streams go on
	 * @throws ConfigurationException if the path has a handler already
	 */
	Registration onStream(String path, Dispatch dispatch, MessageStreamHandler handler);

	/**
	 * Registers the handler of the streams that peers open on a set of paths, such as
	 * those of a pattern. A handler of the exact path goes first, then those of sets in
	 * the order of their registration. What is said of a path holds for each path of the
	 * set.
	 * @param paths says whether a path belongs to the set; called on event loops, so it
	 * must be quick and must not block or throw
	 * @param dispatch where the handler runs, and the subscribers of its streams
	 * @param handler the handler
	 * @return removes the handler; open streams go on
	 */
	Registration onStream(Predicate<String> paths, Dispatch dispatch, MessageStreamHandler handler);

	/**
	 * Subscribes to peers coming, changing and going. Peers that are up already are
	 * reported to the new listener first, soon after this returns.
	 * @param listener the listener
	 * @return ends the subscription
	 */
	Registration subscribe(PeerListener listener);

	/**
	 * Says whether the calling thread is an event loop, which must never wait, be it one
	 * of this library, another one of Netty or one of Reactor: for code that blocks on
	 * behalf of its own callers.
	 * @return whether to wait here would be refused
	 */
	boolean inEventLoop();

	/**
	 * The transport's figures.
	 * @return a snapshot
	 */
	TransportStats stats();

	/**
	 * Stops and waits until all is closed: the one call that blocks. What {@link #stop}
	 * fails with is logged and counted, and not thrown.
	 * @throws TransportException on an event loop
	 */
	@Override
	void close();

}
