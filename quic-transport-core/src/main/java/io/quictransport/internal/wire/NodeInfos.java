package io.quictransport.internal.wire;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.ServedPaths;
import io.quictransport.internal.wire.FrameReader.MalformedFrameException;
import org.jspecify.annotations.Nullable;

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

	/** Marks what the sender runs, behind the fields of the first version. */
	private static final int SOFTWARE = 1;

	/** Marks the served paths behind the fields of the first version. */
	private static final int PATHS = 2;

	private static final int MAX_SOFTWARE = 128;

	private static final int MAX_PATHS = 4096;

	/** An entry may end with a sign for all that follows. */
	private static final int MAX_PATH = NetworkMessage.MAX_PATH_LENGTH + 1;

	/** What HELLO adds takes fewer bytes than are left out here. */
	private static final int MAX_ENCODED = WireLimits.MAX_CONTROL_FRAME - 256;

	private NodeInfos() {
	}

	/**
	 * Checks that an info can be sent to peers, whatever paths the node serves. One that
	 * they could not read would end the connection.
	 * @param node what this node is about to state of itself
	 * @throws ConfigurationException if a part is larger than the protocol admits, or the
	 * version is negative
	 */
	static void check(NodeInfo node) {
		ByteBuf encoded = Unpooled.buffer();
		try {
			write(encoded, node.withPaths(ServedPaths.ANY));
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

	/**
	 * Makes an info that can be sent: one whose paths take too much space states that the
	 * node may serve any path.
	 * @param node what this node is about to state of itself
	 * @return the info, or one with fewer paths
	 */
	static NodeInfo fit(NodeInfo node) {
		ServedPaths paths = node.paths();
		if (paths == null) {
			return node;
		}
		ByteBuf encoded = Unpooled.buffer();
		try {
			write(encoded, node);
			boolean fits = encoded.readableBytes() <= MAX_ENCODED && isReadable(paths);
			return fits ? node : node.withPaths(ServedPaths.ANY);
		}
		finally {
			encoded.release();
		}
	}

	private static boolean isReadable(ServedPaths paths) {
		return isReadable(paths.requests()) && isReadable(paths.messages()) && isReadable(paths.streams());
	}

	/** What is announced of a set of paths may be of any length. */
	private static boolean isReadable(Set<String> paths) {
		return paths.size() <= MAX_PATHS && paths.stream().allMatch((path) -> ByteBufUtil.utf8Bytes(path) <= MAX_PATH);
	}

	/**
	 * Writes the end of a HELLO frame.
	 * @param out the buffer to write to
	 * @param node what this node states of itself
	 * @param software what it runs, null if it does not say
	 */
	static void write(ByteBuf out, NodeInfo node, @Nullable String software) {
		write(out, node);
		if (software != null) {
			writeField(out, SOFTWARE, (field) -> Primitives.writeText(field, software));
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
		ServedPaths paths = node.paths();
		if (paths != null) {
			writeField(out, PATHS, (field) -> {
				writePaths(field, paths.requests());
				writePaths(field, paths.messages());
				writePaths(field, paths.streams());
			});
		}
	}

	/** Writes a field of a kind and length that receivers may skip. */
	private static void writeField(ByteBuf out, int kind, Consumer<ByteBuf> content) {
		ByteBuf field = Unpooled.buffer();
		try {
			content.accept(field);
			Primitives.writeVarint(out, kind);
			Primitives.writeVarint(out, field.readableBytes());
			out.writeBytes(field);
		}
		finally {
			field.release();
		}
	}

	private static void writePaths(ByteBuf out, Set<String> paths) {
		Primitives.writeVarint(out, paths.size());
		for (String path : paths) {
			Primitives.writeText(out, path);
		}
	}

	/**
	 * Reads an info.
	 * @param body the body of a NODE_INFO frame
	 * @return the info
	 */
	static NodeInfo read(ByteBuf body) {
		return readStated(body).node();
	}

	/**
	 * Reads all that a node states.
	 * @param body the rest of a HELLO frame, or the body of a NODE_INFO frame
	 * @return the info, and what the node runs
	 */
	static Stated readStated(ByteBuf body) {
		try {
			PeerId id = new PeerId(Primitives.readText(body, "the node id", PeerId.MAX_LENGTH));
			long version = Primitives.readVarint(body);
			List<NodeAddress> addresses = readAddresses(body);
			Set<String> services = readServices(body);
			Map<String, String> metadata = Primitives.readTexts(body, "metadata", MAX_METADATA,
					ErrorCode.PROTOCOL_VIOLATION);
			Fields fields = Fields.read(body);
			return new Stated(new NodeInfo(id, addresses, services, metadata, version, fields.paths), fields.software);
		}
		catch (ConfigurationException ex) {
			throw new MalformedFrameException(ex.detail());
		}
	}

	private static Set<String> readPaths(ByteBuf body) {
		int count = Primitives.readCount(body, "the number of served paths", MAX_PATHS);
		Set<String> paths = new LinkedHashSet<>();
		for (int i = 0; i < count; i++) {
			paths.add(Primitives.readText(body, "a served path", MAX_PATH));
		}
		return paths;
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

	/**
	 * Holds what a node states of itself.
	 *
	 * @param node the info
	 * @param software what the node runs, null if it does not say
	 */
	record Stated(NodeInfo node, @Nullable String software) {
	}

	/**
	 * Collects the fields behind those of the first version, each with its kind and
	 * length. What is unknown is skipped; what does not fit is no such field, and ends
	 * them.
	 */
	private static final class Fields {

		private @Nullable String software;

		private @Nullable ServedPaths paths;

		static Fields read(ByteBuf body) {
			Fields fields = new Fields();
			while (body.isReadable()) {
				long kind = Primitives.readVarintOr(body, Long.MAX_VALUE);
				long length = Primitives.readVarintOr(body, Long.MAX_VALUE);
				if (length > body.readableBytes()) {
					body.skipBytes(body.readableBytes());
				}
				else {
					fields.read(kind, body.readSlice((int) length));
				}
			}
			return fields;
		}

		private void read(long kind, ByteBuf field) {
			if (kind == SOFTWARE) {
				this.software = readSoftware(field);
			}
			else if (kind == PATHS) {
				this.paths = new ServedPaths(readPaths(field), readPaths(field), readPaths(field));
			}
		}

		/** Nothing depends on it, so what cannot be read is not there. */
		private static @Nullable String readSoftware(ByteBuf field) {
			try {
				return Primitives.readText(field, "the software", MAX_SOFTWARE);
			}
			catch (MalformedFrameException ex) {
				return null;
			}
		}

	}

}
