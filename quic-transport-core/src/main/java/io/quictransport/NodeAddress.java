package io.quictransport;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Identifies where a node can be reached: a host name or literal IP address, and a UDP
 * port. The name is resolved again at each dial.
 *
 * @param host a host name, an IPv4 address, or an IPv6 address without brackets
 * @param port the UDP port, 1 to 65535
 */
public record NodeAddress(String host, int port) {

	/** The longest host that is accepted, in characters. */
	public static final int MAX_HOST_LENGTH = 255;

	/**
	 * Checks both parts.
	 * @param host see {@link #host()}
	 * @param port see {@link #port()}
	 * @throws ConfigurationException if the host is empty, too long or has characters
	 * other than letters, digits and {@code . - _ : %}, or the port is out of range
	 */
	public NodeAddress {
		if (host.isEmpty() || host.length() > MAX_HOST_LENGTH) {
			throw invalid(host + ":" + port, "the host must have 1 to " + MAX_HOST_LENGTH + " characters");
		}
		if (!host.codePoints().allMatch(NodeAddress::isOfHost)) {
			throw invalid(host + ":" + port, "the host may have letters, digits and . - _ : % only");
		}
		if (port < 1 || port > 65535) {
			throw invalid(host + ":" + port, "the port must be between 1 and 65535");
		}
	}

	/**
	 * Reads {@code host:port}, {@code 192.0.2.1:port} or {@code [2001:db8::1]:port}.
	 * @param text the text to read
	 * @return the address
	 * @throws ConfigurationException if the text is not of that form
	 */
	public static NodeAddress parse(String text) {
		int colon = text.lastIndexOf(':');
		if (colon < 1 || colon == text.length() - 1) {
			throw invalid(text, "write host:port, for example node-b.example:9000 or [::1]:9000");
		}
		String host = text.substring(0, colon);
		if (host.startsWith("[") && host.endsWith("]")) {
			host = host.substring(1, host.length() - 1);
		}
		else if (host.indexOf(':') >= 0) {
			throw invalid(text, "write an IPv6 address in brackets, for example [::1]:9000");
		}
		try {
			return new NodeAddress(host, Integer.parseInt(text, colon + 1, text.length(), 10));
		}
		catch (NumberFormatException ex) {
			throw invalid(text, "the port must be a number between 1 and 65535");
		}
	}

	/**
	 * Makes the address of a socket address.
	 * @param address a resolved or unresolved socket address
	 * @return the address, with the literal IP address if it is resolved
	 */
	public static NodeAddress of(InetSocketAddress address) {
		InetAddress resolved = address.getAddress();
		return (resolved != null) ? of(resolved, address.getPort())
				: new NodeAddress(address.getHostString(), address.getPort());
	}

	/**
	 * Makes the address of an IP address. The zone of an IPv6 address is omitted: it is
	 * not valid on another machine (RFC 4007, section 11.2).
	 * @param ip the IP address
	 * @param port the UDP port
	 * @return the address
	 */
	public static NodeAddress of(InetAddress ip, int port) {
		String host = ip.getHostAddress();
		int zone = host.indexOf('%');
		return new NodeAddress((zone > 0) ? host.substring(0, zone) : host, port);
	}

	/** Peers choose hosts, which stand in log lines without quotation marks. */
	private static boolean isOfHost(int point) {
		return (Character.isUnicodeIdentifierPart(point) && !Character.isIdentifierIgnorable(point)) || point == '.'
				|| point == '-' || point == ':' || point == '%';
	}

	private static ConfigurationException invalid(String text, String remedy) {
		return new ConfigurationException(ErrorCode.INVALID_OPTION, "address '" + text + "' is not usable: " + remedy);
	}

	@Override
	public String toString() {
		return (this.host.indexOf(':') >= 0) ? "[" + this.host + "]:" + this.port : this.host + ":" + this.port;
	}

}
