package io.quictransport.spring.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;
import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import org.jspecify.annotations.Nullable;

/**
 * Reads peers written as {@code host:port} or {@code node-id@host:port,host:port}.
 */
final class PeerEntries {

	private PeerEntries() {
	}

	/**
	 * Reads all entries. Those of one id become one peer: a comma-separated property
	 * cannot hold an entry with a comma, but it can name the same peer twice.
	 */
	static List<PeerInfo> parse(String property, List<String> entries) {
		List<PeerInfo> peers = new ArrayList<>();
		for (int i = 0; i < entries.size(); i++) {
			try {
				add(peers, parse(entries.get(i)));
			}
			catch (ConfigurationException ex) {
				throw new InvalidPropertyException(property + "[" + i + "]", entries.get(i), ex);
			}
		}
		return List.copyOf(peers);
	}

	private static PeerInfo parse(String entry) {
		int at = entry.indexOf('@');
		PeerId id = (at >= 0) ? new PeerId(entry.substring(0, at).trim()) : null;
		List<NodeAddress> addresses = Stream.of(entry.substring(at + 1).split(",", -1))
			.map((address) -> NodeAddress.parse(address.trim()))
			.toList();
		if (id == null && addresses.size() > 1) {
			throw new ConfigurationException(ErrorCode.INVALID_OPTION,
					"several addresses of one peer need its id: write node-id@host:port,host:port");
		}
		return new PeerInfo(id, addresses);
	}

	private static void add(List<PeerInfo> peers, PeerInfo peer) {
		int known = indexOf(peers, peer.id());
		if (known < 0) {
			peers.add(peer);
		}
		else {
			List<NodeAddress> addresses = Stream.of(peers.get(known), peer)
				.flatMap((part) -> part.addresses().stream())
				.distinct()
				.toList();
			peers.set(known, new PeerInfo(peer.id(), addresses));
		}
	}

	private static int indexOf(List<PeerInfo> peers, @Nullable PeerId id) {
		for (int i = 0; id != null && i < peers.size(); i++) {
			if (id.equals(peers.get(i).id())) {
				return i;
			}
		}
		return -1;
	}

}
