package io.quictransport.quic;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageHandler;
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
import io.quictransport.TransportState;
import io.quictransport.TransportStats;

/**
 * The {@link NetworkTransport} over QUIC.
 */
public final class QuicTransport implements NetworkTransport {

	private final QuicTransportOptions options;

	private final HandlerRegistry handlers = new HandlerRegistry();

	/**
	 * Makes a transport that is not started yet.
	 * @param options how it behaves; the identity is required
	 */
	public QuicTransport(QuicTransportOptions options) {
		this.options = options;
	}

	@Override
	public CompletableFuture<Void> start() {
		throw notRunning();
	}

	@Override
	public CompletableFuture<Void> stop() {
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public CompletableFuture<Boolean> drain(Duration grace) {
		throw notRunning();
	}

	@Override
	public TransportState state() {
		return TransportState.STOPPED;
	}

	@Override
	public NodeInfo localNode() {
		throw notRunning();
	}

	@Override
	public InetSocketAddress localAddress() {
		return this.options.bindAddress();
	}

	@Override
	public CompletableFuture<NodeInfo> connectPeer(PeerInfo peer) {
		throw notRunning();
	}

	@Override
	public CompletableFuture<Void> disconnect(PeerId peer) {
		throw notRunning();
	}

	@Override
	public boolean isConnected(PeerId peer) {
		return false;
	}

	@Override
	public List<PeerSnapshot> peers() {
		return List.of();
	}

	@Override
	public CompletableFuture<NetworkMessage> request(NetworkMessage message, Duration timeout) {
		throw notRunning();
	}

	@Override
	public CompletableFuture<byte[]> request(PeerId peer, String path, byte[] payload) {
		throw notRunning();
	}

	@Override
	public CompletableFuture<Void> send(NetworkMessage message, Duration timeout) {
		throw notRunning();
	}

	@Override
	public CompletableFuture<Void> send(PeerId peer, String path, byte[] payload) {
		throw notRunning();
	}

	@Override
	public CompletableFuture<Void> updatePeers(NodeInfo node) {
		throw notRunning();
	}

	@Override
	public Registration onRequest(String path, Dispatch dispatch, RequestHandler handler) {
		return this.handlers.addRequestHandler(path, dispatch, handler);
	}

	@Override
	public Registration onMessage(String path, Dispatch dispatch, MessageHandler handler) {
		return this.handlers.addMessageHandler(path, dispatch, handler);
	}

	@Override
	public Registration subscribe(PeerListener listener) {
		return this.handlers.addListener(listener);
	}

	@Override
	public TransportStats stats() {
		throw notRunning();
	}

	@Override
	public void close() {
		stop().join();
	}

	private static NetworkException notRunning() {
		return NetworkException.of(ErrorCode.NOT_RUNNING, Outcome.NOT_SENT, "the transport is not started",
				ErrorContext.NONE);
	}

}
