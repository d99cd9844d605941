package io.quictransport.nodes;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.quictransport.DownReason;
import io.quictransport.MessageStream;
import io.quictransport.NetworkTransport;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerListener;
import io.quictransport.Registration;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a transport that only knows its peers: what is tested makes no call of it.
 */
final class KnownNodes {

	private final List<PeerListener> listeners = new ArrayList<>();

	/** The stream that is opened next. */
	CompletableFuture<MessageStream> opening = new CompletableFuture<>();

	private NodeInfo self;

	KnownNodes(String self) {
		this.self = info(self);
	}

	static NodeInfo info(String id, String... services) {
		return NodeInfo.of(new PeerId(id)).withServices(Set.of(services));
	}

	static NodeInfo inZone(String id, String zone) {
		return info(id, "prices").withMetadata(Map.of("zone", zone));
	}

	void self(NodeInfo info) {
		this.self = info;
	}

	KnownNodes up(NodeInfo... peers) {
		for (NodeInfo peer : peers) {
			this.listeners.forEach((listener) -> listener.peerUp(peer));
		}
		return this;
	}

	void down(String id) {
		this.listeners.forEach((listener) -> listener.peerDown(new PeerId(id), DownReason.PEER_STOPPED));
	}

	NetworkTransport transport() {
		return (NetworkTransport) Proxy.newProxyInstance(KnownNodes.class.getClassLoader(),
				new Class<?>[] { NetworkTransport.class }, (proxy, method, arguments) -> switch (method.getName()) {
					case "subscribe" -> subscribe((PeerListener) arguments[0]);
					case "peers" -> List.of();
					case "localNode" -> this.self;
					case "openStream" -> this.opening;
					default -> throw new UnsupportedOperationException(method.getName());
				});
	}

	private @Nullable Registration subscribe(PeerListener listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

}
