package io.quictransport.testing.history;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.quictransport.NetworkTransport;
import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.testing.RelayConditions;
import io.quictransport.testing.TestCertificates;
import io.quictransport.testing.UdpRelay;
import io.quictransport.tls.TlsIdentity;
import org.jspecify.annotations.Nullable;

/**
 * Joins nodes over QUIC on loopback, with a relay between each two of them in each
 * direction of dialling.
 */
final class QuicWorld implements World {

	private static final RelayConditions DISTURBED = RelayConditions.CLEAN.withLossRate(0.2)
		.withDelay(Duration.ofMillis(3))
		.withJitter(Duration.ofMillis(6));

	/**
	 * By their ids. Each thread that makes histories has its own CA: a port that one of
	 * them has given back may be another one's next, and must not lead there.
	 */
	private static final ThreadLocal<Function<String, TlsIdentity>> IDENTITIES = ThreadLocal.withInitial(() -> {
		TestCertificates certificates = TestCertificates.create();
		Map<String, TlsIdentity> known = new HashMap<>();
		return (id) -> known.computeIfAbsent(id, certificates::identity);
	});

	private final List<QuicTransport> nodes;

	/** By the node that dials and the one that is dialled. */
	private final @Nullable UdpRelay[][] relays;

	private final RelayConditions[][] conditions;

	QuicWorld(int count, QuicTransportOptions options) {
		this.nodes = IntStream.range(0, count)
			.mapToObj((i) -> new QuicTransport(options.withIdentity(IDENTITIES.get().apply(World.id(i)))))
			.toList();
		this.relays = new UdpRelay[count][count];
		this.conditions = new RelayConditions[count][count];
		for (RelayConditions[] of : this.conditions) {
			Arrays.fill(of, RelayConditions.CLEAN);
		}
		this.nodes.forEach((node) -> node.start().join());
		for (int i = 0; i < count; i++) {
			restarted(i);
		}
	}

	@Override
	public NetworkTransport node(int index) {
		return this.nodes.get(index);
	}

	@Override
	public void dial(int from, int to) {
		UdpRelay relay = this.relays[from][to];
		if (relay != null) {
			this.nodes.get(from)
				.connectPeer(new PeerInfo(new PeerId(World.id(to)), List.of(NodeAddress.of(relay.address()))));
		}
	}

	@Override
	public void cut(int one, int other) {
		set(one, other, RelayConditions.BLACK_HOLE);
		set(other, one, RelayConditions.BLACK_HOLE);
	}

	@Override
	public void disturb(int one, int other) {
		set(one, other, DISTURBED);
		set(other, one, DISTURBED);
	}

	@Override
	public void heal(int one, int other) {
		set(one, other, RelayConditions.CLEAN);
		set(other, one, RelayConditions.CLEAN);
	}

	private void set(int from, int to, RelayConditions now) {
		this.conditions[from][to] = now;
		UdpRelay relay = this.relays[from][to];
		if (relay != null) {
			relay.bothWays(now);
		}
	}

	@Override
	public void rotate(int node) {
		this.nodes.get(node).rotateConnections();
	}

	/** It has another port: whoever dials it needs another relay. */
	@Override
	public void restarted(int node) {
		QuicTransport there = this.nodes.get(node);
		// Nobody gets to it past the relays.
		there.announce(there.localNode().withAddresses(List.of()));
		for (int from = 0; from < this.nodes.size(); from++) {
			if (from != node) {
				close(this.relays[from][node]);
				this.relays[from][node] = UdpRelay.to(there.localAddress());
				set(from, node, this.conditions[from][node]);
			}
		}
	}

	private static void close(@Nullable UdpRelay relay) {
		if (relay != null) {
			relay.close();
		}
	}

	@Override
	public void close() {
		this.nodes.stream().map(QuicTransport::stop).toList().forEach((stopping) -> stopping.join());
		for (@Nullable
		UdpRelay[] of : this.relays) {
			for (UdpRelay relay : of) {
				close(relay);
			}
		}
	}

}
