package io.quictransport.testing.memory;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.NodeAddress;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * Maps addresses of a network to the nodes that are reached there. Confined to the event
 * loop, except for the addresses.
 */
final class Places {

	private static final String HOST = "127.0.0.1";

	/** The ports mean nothing to the machine: no socket is bound. */
	private static final int FIRST_PORT = 40_001;

	private final Map<PeerId, InetSocketAddress> addresses = new HashMap<>();

	private final Map<NodeAddress, Node> listening = new LinkedHashMap<>();

	/** Puts a node where it can be dialled. */
	void bind(Node node) {
		NodeAddress bound = NodeAddress.of(node.address());
		if (this.listening.containsKey(bound)) {
			throw NetworkException.of(ErrorCode.BIND_FAILED, Outcome.NOT_SENT, "the address is in use",
					ErrorContext.at(node.id(), bound));
		}
		this.listening.put(bound, node);
		node.info().addresses().forEach((advertised) -> this.listening.putIfAbsent(advertised, node));
	}

	void unbind(Node node) {
		this.listening.values().removeIf((bound) -> bound == node);
	}

	/** All nodes that run. */
	List<Node> nodes() {
		return this.listening.values().stream().distinct().toList();
	}

	/** Finds the node that a dial comes to. */
	Node reach(Node from, @Nullable PeerId expected, NodeAddress at, Predicate<Node> cut) {
		Node there = this.listening.get(at);
		if (there == null || cut.test(there)) {
			throw unreachable(ErrorCode.CONNECT_TIMEOUT, "the peer did not answer in time", expected, at);
		}
		if (there == from) {
			throw unreachable(ErrorCode.SELF_CONNECTION, "a node has dialled itself", expected, at);
		}
		if (expected != null && !expected.equals(there.id())) {
			throw unreachable(ErrorCode.PEER_ID_MISMATCH, "the peer is " + there.id() + ", expected was " + expected,
					expected, at);
		}
		if (there.isDraining()) {
			there.figures().refused.increment();
			throw unreachable(ErrorCode.DRAINING, "the peer is about to stop", expected, at);
		}
		return there;
	}

	private static NetworkException unreachable(ErrorCode code, String why, @Nullable PeerId expected, NodeAddress at) {
		return NetworkException.of(code, Outcome.NOT_SENT, why, ErrorContext.at(expected, at));
	}

	InetSocketAddress addressOf(PeerId id, InetSocketAddress bind) {
		if (bind.getPort() == 0) {
			return addressOf(id);
		}
		boolean any = bind.getAddress() != null && bind.getAddress().isAnyLocalAddress();
		return any ? new InetSocketAddress(HOST, bind.getPort()) : bind;
	}

	/** The address that a node has without a port to bind, always the same. */
	InetSocketAddress addressOf(PeerId id) {
		synchronized (this.addresses) {
			return this.addresses.computeIfAbsent(id,
					(key) -> new InetSocketAddress(HOST, FIRST_PORT + this.addresses.size()));
		}
	}

}
