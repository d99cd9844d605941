package io.quictransport.quic;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

import io.quictransport.NodeAddress;
import io.quictransport.internal.text.Log;

/**
 * Chooses where peers dial this node if the options do not state it: the bound address,
 * or this machine's addresses when it is bound to all.
 */
final class AdvertisedAddresses {

	private static final Log logger = Log.of(AdvertisedAddresses.class);

	private static final int MOST = 8;

	private AdvertisedAddresses() {
	}

	static List<NodeAddress> of(QuicTransportOptions options, InetSocketAddress bound) {
		if (!options.advertisedAddresses().isEmpty()) {
			return options.advertisedAddresses();
		}
		if (!bound.getAddress().isAnyLocalAddress()) {
			return List.of(NodeAddress.of(bound));
		}
		List<NodeAddress> own = ofMachine(bound.getPort());
		return own.isEmpty() ? List.of(new NodeAddress("127.0.0.1", bound.getPort())) : own;
	}

	private static List<NodeAddress> ofMachine(int port) {
		List<NodeAddress> found = new ArrayList<>();
		try {
			NetworkInterface.networkInterfaces()
				.filter(AdvertisedAddresses::isUsable)
				.flatMap(NetworkInterface::inetAddresses)
				.filter(AdvertisedAddresses::isReachable)
				.limit(MOST)
				.forEach((address) -> found.add(NodeAddress.of(address, port)));
		}
		catch (SocketException ex) {
			logger.warn("event=interfaces_unknown reason=\"set the option advertisedAddresses\"", ex);
		}
		return found;
	}

	private static boolean isUsable(NetworkInterface network) {
		try {
			return network.isUp() && !network.isLoopback();
		}
		catch (SocketException ex) {
			logger.debug("event=interface_unknown interface={} reason=\"{}\"", network.getName(), ex, ex);
			return false;
		}
	}

	/** Link-local addresses are not valid on another machine. */
	private static boolean isReachable(InetAddress address) {
		return !address.isLinkLocalAddress() && !(address instanceof Inet6Address v6 && v6.isSiteLocalAddress());
	}

}
