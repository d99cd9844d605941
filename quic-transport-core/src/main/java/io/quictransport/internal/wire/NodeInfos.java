package io.quictransport.internal.wire;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;
import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;

/**
 * Reads and writes what a node states of itself: the last part of HELLO, and the body of
 * a NODE_INFO frame.
 */
final class NodeInfos {

	/** The most addresses that one node may advertise. */
	static final int MAX_ADDRESSES = 32;

	private static final int MAX_HOST = 3 * NodeAddress.MAX_HOST_LENGTH;

	private static final int MAX_TEXTS = 256;

	private static final int MAX_TEXT = 1024;

	private static final int MAX_METADATA = 16 * 1024;

	private static final int MAX_ENCODED = WireLimits.MAX_CONTROL_FRAME - 64;

	private NodeInfos() {
	}

	/**
	 * Checks that an info can be sent to peers. One that they could not read would end
	 * the connection.
	 * @param node what this node is about to state of itself
	 * @throws ConfigurationException if a part is larger than the protocol admits, or the
	 * version is negative
	 */
	static void check(NodeInfo node) {
		ByteBuf encoded = Unpooled.buffer();
		try {
			write(encoded, node);
			if (encoded.readableBytes() > MAX_ENCODED) {
				throw new MalformedFrameException(
						"it takes " + encoded.readableBytes() + " bytes, at most " + MAX_ENCODED + " are allowed");
			}
			read(encoded);
		}
		catch (IllegalArgumentException | MalformedFrameException ex) {
			throw new ConfigurationException(ErrorCode.INVALID_OPTION,
					"the info of node '" + node.id() + "' cannot be sent to peers: " + ex.getMessage(), ex);
		}
		finally {
			encoded.release();
		}
	}

	static void write(ByteBuf out, NodeInfo node) {
		Primitives.writeText(out, node.id().value());
		Primitives.writeVarint(out, node.version());
		Primitives.writeVarint(out, node.addresses().size());
		for (NodeAddress address : node.addresses()) {
			Primitives.writeText(out, address.host());
			out.writeShort(address.port());
		}
		Primitives.writeVarint(out, node.services().size());
		for (String service : node.services()) {
			Primitives.writeText(out, service);
		}
		Primitives.writeTexts(out, node.metadata());
	}

	/**
	 * Reads an info.
	 * @param body the rest of a HELLO frame, or the body of a NODE_INFO frame
	 * @return the info
	 */
	static NodeInfo read(ByteBuf body) {
		try {
			PeerId id = new PeerId(Primitives.readText(body, "the node id", PeerId.MAX_LENGTH));
			long version = Primitives.readVarint(body);
			List<NodeAddress> addresses = readAddresses(body);
			Set<String> services = readServices(body);
			Map<String, String> metadata = Primitives.readTexts(body, "metadata", MAX_METADATA,
					ErrorCode.PROTOCOL_VIOLATION);
			return new NodeInfo(id, addresses, services, metadata, version);
		}
		catch (ConfigurationException ex) {
			throw new MalformedFrameException(ex.detail());
		}
	}

	private static List<NodeAddress> readAddresses(ByteBuf body) {
		int count = Primitives.readCount(body, "the number of addresses", MAX_ADDRESSES);
		List<NodeAddress> addresses = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			String host = Primitives.readText(body, "an address", MAX_HOST);
			addresses.add(new NodeAddress(host, Primitives.readUnsignedShort(body)));
		}
		return addresses;
	}

	private static Set<String> readServices(ByteBuf body) {
		int count = Primitives.readCount(body, "the number of services", MAX_TEXTS);
		Set<String> services = new LinkedHashSet<>();
		for (int i = 0; i < count; i++) {
			services.add(Primitives.readText(body, "a service", MAX_TEXT));
		}
		return services;
	}

}
