package io.quictransport.internal.endpoint;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;

import io.quictransport.internal.text.Log;

/**
 * Determines the largest packets that a socket can send or receive: those that its
 * interface carries. A socket of all addresses has the largest MTU of the interfaces that
 * lead to other machines, if there are any.
 */
final class InterfaceMtus {

	private static final Log logger = Log.of(InterfaceMtus.class);

	private static final int IPV4_AND_UDP = 20 + 8;

	private static final int IPV6_AND_UDP = 40 + 8;

	private InterfaceMtus() {
	}

	/**
	 * Finds the largest UDP payload that leaves from an address.
	 * @param local the address, or the one that stands for all
	 * @return the payload in bytes, empty if the system does not tell
	 */
	static OptionalInt largestPayload(InetAddress local) {
		try {
			return largestPayload(local, linksOf(local));
		}
		catch (SocketException ex) {
			logger.debug("event=mtu_unknown address={} reason=\"{}\"", local, ex.toString());
			return OptionalInt.empty();
		}
	}

	static OptionalInt largestPayload(InetAddress local, Collection<Link> links) {
		int headers = (local.isAnyLocalAddress() || local instanceof Inet6Address) ? IPV6_AND_UDP : IPV4_AND_UDP;
		boolean leadsAway = links.stream().anyMatch((link) -> !link.loopback());
		return links.stream()
			.filter((link) -> !(leadsAway && link.loopback()))
			.mapToInt((link) -> link.mtu() - headers)
			.max();
	}

	private static List<Link> linksOf(InetAddress local) throws SocketException {
		List<Link> links = new ArrayList<>();
		if (local.isAnyLocalAddress()) {
			for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
				if (each.isUp() && each.inetAddresses().findAny().isPresent()) {
					links.add(Link.of(each));
				}
			}
		}
		else {
			NetworkInterface one = NetworkInterface.getByInetAddress(local);
			if (one != null) {
				links.add(Link.of(one));
			}
		}
		return links;
	}

	/**
	 * Describes an interface.
	 *
	 * @param mtu the largest IP packet that it carries
	 * @param loopback whether it leads to this machine alone
	 */
	record Link(int mtu, boolean loopback) {

		static Link of(NetworkInterface network) throws SocketException {
			return new Link(network.getMTU(), network.isLoopback());
		}

	}

}
