package io.quictransport.testing.history;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.quictransport.NetworkTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.testing.memory.InMemoryNetwork;

/**
 * Joins nodes in memory.
 */
final class MemoryWorld implements World {

	private static final Duration DELAY = Duration.ofMillis(5);

	private final InMemoryNetwork network = new InMemoryNetwork();

	private final List<? extends NetworkTransport> nodes;

	MemoryWorld(int count, QuicTransportOptions options) {
		this.nodes = IntStream.range(0, count).mapToObj((i) -> this.network.node(World.id(i), options)).toList();
		this.nodes.forEach((node) -> node.start().join());
	}

	@Override
	public NetworkTransport node(int index) {
		return this.nodes.get(index);
	}

	@Override
	public void dial(int from, int to) {
		this.nodes.get(from).connectPeer(this.network.peer(World.id(to)));
	}

	@Override
	public void cut(int one, int other) {
		this.network.cut(World.id(one), World.id(other));
	}

	@Override
	public void disturb(int one, int other) {
		this.network.delay(World.id(one), World.id(other), DELAY);
	}

	@Override
	public void heal(int one, int other) {
		this.network.delay(World.id(one), World.id(other), Duration.ZERO);
		this.network.heal(World.id(one), World.id(other));
	}

	@Override
	public void rotate(int node) {
		// There is nothing to replace.
	}

	@Override
	public void restarted(int node) {
		// Its address is what it was.
	}

	@Override
	public void close() {
		this.network.close();
	}

}
