package io.quictransport;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Addresses one node, so that its id need not be repeated in every call. Immutable, and
 * usable from any thread.
 *
 * <p>
 * A handle names the node and holds no connection: it stays valid while the node
 * disconnects and returns, and across a stop and start of the transport. It exists for
 * any id; calls to a node that is not known fail as they do on the transport. The id of
 * the node itself works, too.
 */
public final class NodeHandle {

	private final NetworkTransport transport;

	private final PeerId id;

	NodeHandle(NetworkTransport transport, PeerId id) {
		this.transport = transport;
		this.id = id;
	}

	/**
	 * The node that is addressed.
	 * @return its id
	 */
	public PeerId id() {
		return this.id;
	}

	/**
	 * Sends a request with the default timeout.
	 * @param path names the handler there
	 * @param payload the content
	 * @return completes with the reply's payload; fails as
	 * {@link NetworkTransport#request(PeerId, String, byte[])}
	 */
	public CompletableFuture<byte[]> request(String path, byte[] payload) {
		return this.transport.request(this.id, path, payload);
	}

	/**
	 * Sends a request with a timeout.
	 * @param path names the handler there
	 * @param payload the content
	 * @param timeout the time until the deadline, positive
	 * @return completes with the reply; fails as
	 * {@link NetworkTransport#request(NetworkMessage, Duration)}. Cancelling it informs
	 * the node, whose handler is cancelled
	 */
	public CompletableFuture<NetworkMessage> request(String path, byte[] payload, Duration timeout) {
		return this.transport.request(NetworkMessage.request(this.id, path, payload), timeout);
	}

	/**
	 * Sends a one-way message with the default timeout.
	 * @param path names the handler there
	 * @param payload the content
	 * @return completes when the node has admitted the message; fails as
	 * {@link NetworkTransport#send(PeerId, String, byte[])}
	 */
	public CompletableFuture<Void> send(String path, byte[] payload) {
		return this.transport.send(this.id, path, payload);
	}

	/**
	 * Sends a one-way message with a timeout.
	 * @param path names the handler there
	 * @param payload the content
	 * @param timeout the time until the deadline, positive
	 * @return completes when the node has admitted the message; fails as
	 * {@link NetworkTransport#send(NetworkMessage, Duration)}
	 */
	public CompletableFuture<Void> send(String path, byte[] payload, Duration timeout) {
		return this.transport.send(NetworkMessage.message(this.id, path, payload), timeout);
	}

	/**
	 * Opens a stream of messages without headers and without a deadline.
	 * @param path names the stream handler there
	 * @return as {@link NetworkTransport#openStream(StreamOpening)}
	 */
	public CompletableFuture<MessageStream> openStream(String path) {
		return this.transport.openStream(StreamOpening.of(this.id, path));
	}

	/**
	 * Whether messages can be sent to the node. A plain read.
	 * @return as {@link NetworkTransport#isConnected}
	 */
	public boolean isConnected() {
		return this.transport.isConnected(this.id);
	}

	/**
	 * The certificate that the node has last shown.
	 * @return as {@link NetworkTransport#certificate}
	 */
	public Optional<X509Certificate> certificate() {
		return this.transport.certificate(this.id);
	}

	/**
	 * What is known of the node now.
	 * @return a snapshot; empty if it is not known, and for this node itself
	 */
	public Optional<PeerSnapshot> snapshot() {
		return this.transport.peer(this.id);
	}

	@Override
	public String toString() {
		return this.id.value();
	}

}
