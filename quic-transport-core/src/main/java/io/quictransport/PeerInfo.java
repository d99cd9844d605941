package io.quictransport;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Describes a peer before it is dialled, from configuration or discovery.
 *
 * @param id the identity that the peer's certificate must prove, or null if only an
 * address is known: then any id that the trusted CA and the allowed peers admit is
 * accepted
 * @param addresses where to dial it, best first; at least one
 */
public record PeerInfo(@Nullable PeerId id, List<NodeAddress> addresses) {

	/**
	 * Copies the list and checks that it is not empty.
	 * @param id see {@link #id()}
	 * @param addresses see {@link #addresses()}
	 * @throws ConfigurationException if there is no address
	 */
	public PeerInfo {
		addresses = List.copyOf(addresses);
		if (addresses.isEmpty()) {
			throw new ConfigurationException(ErrorCode.INVALID_OPTION,
					"peer " + ((id != null) ? id : "without id") + " needs at least one address");
		}
	}

	/**
	 * Makes the info of a peer whose identity is known.
	 * @param id the identity that the peer must prove
	 * @param addresses where to dial it, each as {@code host:port}
	 * @return the info
	 */
	public static PeerInfo of(PeerId id, String... addresses) {
		return new PeerInfo(id, List.of(addresses).stream().map(NodeAddress::parse).toList());
	}

	/**
	 * Makes the info of a peer of which only an address is known.
	 * @param address where to dial it, as {@code host:port}
	 * @return the info
	 */
	public static PeerInfo at(String address) {
		return new PeerInfo(null, List.of(NodeAddress.parse(address)));
	}

}
