package io.quictransport.benchmarks.ours;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

import io.quictransport.HandshakeStats;
import io.quictransport.NetworkTransport;
import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.benchmarks.subject.PemIdentity;
import io.quictransport.benchmarks.subject.Setup;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.tls.TlsIdentity;

/**
 * Runs some of the nodes of a mesh, with the default options: each node dials all others,
 * as with the same list of peers in every node's configuration.
 */
public final class MeshNodes implements AutoCloseable {

	private static final char ID_END = '@';

	private static final Duration LOOK = Duration.ofMillis(10);

	private final List<NetworkTransport> nodes = new ArrayList<>();

	/**
	 * Starts the nodes.
	 * @param setup where they run
	 * @param first the number of the first one
	 * @param count how many there are
	 */
	public MeshNodes(Setup setup, int first, int count) {
		for (int i = first; i < first + count; i++) {
			PemIdentity identity = setup.withNode(Setup.client(i)).identity();
			NetworkTransport node = new QuicTransport(new QuicTransportOptions()
				.withIdentity(TlsIdentity.ofPem(identity.chain(), identity.key(), identity.ca()))
				.withBindAddress(setup.anyPort()));
			node.start().join();
			this.nodes.add(node);
		}
	}

	/** Where the nodes are, as {@link #dial} takes it. */
	public List<String> peers() {
		return this.nodes.stream()
			.map((node) -> node.localNode().id().value() + ID_END + NodeAddress.of(node.localAddress()))
			.toList();
	}

	/**
	 * Has each node dial all others, and waits until it is connected to each.
	 * @param peers all nodes of the mesh
	 */
	public void dial(List<String> peers) throws InterruptedException {
		List<PeerInfo> all = peers.stream().map(MeshNodes::parse).toList();
		for (NetworkTransport node : this.nodes) {
			for (PeerInfo peer : all) {
				if (!node.localNode().id().equals(peer.id())) {
					node.connectPeer(peer);
				}
			}
		}
		List<PeerId> ids = all.stream().map(PeerInfo::id).toList();
		while (!this.nodes.stream().allMatch((node) -> isWhole(node, ids))) {
			Thread.sleep(LOOK.toMillis());
		}
	}

	private static boolean isWhole(NetworkTransport node, List<PeerId> ids) {
		return ids.stream().allMatch((id) -> id.equals(node.localNode().id()) || node.isConnected(id));
	}

	private static PeerInfo parse(String peer) {
		int end = peer.indexOf(ID_END);
		return PeerInfo.of(new PeerId(peer.substring(0, end)), peer.substring(end + 1));
	}

	/** How many handshakes of the nodes' own dials have succeeded. */
	public long completed() {
		return sum(HandshakeStats::completed);
	}

	/** How many have failed, other than as planned. */
	public long failed() {
		return sum(HandshakeStats::failed);
	}

	private long sum(ToLongFunction<HandshakeStats> value) {
		return this.nodes.stream().mapToLong((node) -> value.applyAsLong(node.stats().handshakes())).sum();
	}

	@Override
	public void close() {
		this.nodes.forEach(NetworkTransport::close);
	}

}
