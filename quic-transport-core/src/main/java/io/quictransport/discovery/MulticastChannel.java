package io.quictransport.discovery;

import java.io.Closeable;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.quictransport.NodeAddress;
import io.quictransport.internal.text.Log;
import org.jspecify.annotations.Nullable;

/**
 * Joins a multicast group on the interfaces of this machine, on a socket that shares its
 * port with other nodes. Confined to one thread.
 */
final class MulticastChannel implements Closeable {

	private static final Log logger = Log.of(MulticastChannel.class);

	private final MulticastOptions options;

	private final DatagramChannel channel;

	private final Set<NetworkInterface> joined = new HashSet<>();

	private final Set<InetAddress> own = new HashSet<>();

	private MulticastChannel(MulticastOptions options, DatagramChannel channel) {
		this.options = options;
		this.channel = channel;
	}

	static MulticastChannel open(MulticastOptions options) throws IOException {
		DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
		try {
			channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
			if (channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
				channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
			}
			channel.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true);
			channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, options.timeToLive());
			channel.bind(new InetSocketAddress(options.group().getPort()));
			channel.configureBlocking(false);
			return new MulticastChannel(options, channel);
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	void register(Selector selector) throws IOException {
		this.channel.register(selector, SelectionKey.OP_READ);
	}

	/** Joins on the interfaces that have appeared since the last call. */
	void joinAll() throws IOException {
		List<NetworkInterface> usable = usable();
		this.joined.retainAll(usable);
		this.own.clear();
		IOException last = null;
		for (NetworkInterface each : usable) {
			each.inetAddresses().forEach(this.own::add);
			if (!this.joined.contains(each)) {
				try {
					this.channel.join(this.options.group().getAddress(), each);
					this.joined.add(each);
				}
				catch (IOException ex) {
					logger.debug("event=multicast_not_joined interface={} reason=\"{}\"", each.getName(), ex, ex);
					last = ex;
				}
			}
		}
		if (this.joined.isEmpty()) {
			throw new IOException("no interface can multicast" + ((this.options.networkInterface() != null)
					? "; option networkInterface is " + this.options.networkInterface() : ""), last);
		}
	}

	private List<NetworkInterface> usable() throws IOException {
		String name = this.options.networkInterface();
		return NetworkInterface.networkInterfaces()
			.filter((each) -> (name != null) ? each.getName().equals(name) : isUsable(each))
			.filter((each) -> each.inetAddresses().anyMatch((address) -> address instanceof Inet4Address))
			.toList();
	}

	private static boolean isUsable(NetworkInterface each) {
		try {
			return each.isUp() && (each.isLoopback() || each.supportsMulticast());
		}
		catch (IOException ex) {
			logger.debug("event=interface_unknown interface={} reason=\"{}\"", each.getName(), ex, ex);
			return false;
		}
	}

	/**
	 * Addresses that can be dialled from this machine only are announced on this machine
	 * only.
	 */
	void send(Announcement announcement) throws IOException {
		byte[] bytes = announcement.encode();
		boolean stays = this.options.networkInterface() == null && !announcement.addresses().isEmpty()
				&& announcement.addresses().stream().allMatch(MulticastChannel::isLoopback);
		IOException last = null;
		boolean sent = false;
		for (NetworkInterface each : this.joined) {
			try {
				if (!stays || each.isLoopback()) {
					this.channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, each);
					this.channel.send(ByteBuffer.wrap(bytes), this.options.group());
					sent = true;
				}
			}
			catch (IOException ex) {
				logger.debug("event=announcement_not_sent interface={} reason=\"{}\"", each.getName(), ex, ex);
				last = ex;
			}
		}
		if (!sent && last != null) {
			throw last;
		}
	}

	/**
	 * Takes the next datagram.
	 * @return the sender, null if there is none
	 */
	@Nullable InetSocketAddress receive(ByteBuffer to) throws IOException {
		return (InetSocketAddress) this.channel.receive(to);
	}

	boolean isOwn(InetAddress sender) {
		return sender.isLoopbackAddress() || this.own.contains(sender);
	}

	static boolean isLoopback(NodeAddress address) {
		return address.host().equals("localhost") || address.host().startsWith("127.") || address.host().equals("::1")
				|| address.host().equals("0:0:0:0:0:0:0:1");
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
