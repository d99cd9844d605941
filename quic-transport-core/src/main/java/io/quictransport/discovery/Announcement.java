package io.quictransport.discovery;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.quictransport.ConfigurationException;
import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * Represents what a node states of itself to all listeners. {@code docs/wire-protocol.md}
 * defines the bytes.
 *
 * @param kind the kind of the announcement
 * @param cluster the cluster of the node
 * @param node the id that the node claims
 * @param validFor how long it is valid
 * @param addresses where the node can be dialled, none in a goodbye
 */
record Announcement(Kind kind, String cluster, PeerId node, Duration validFor, List<NodeAddress> addresses) {

	/** The most bytes of a datagram: it passes every path in one piece. */
	static final int MAX_BYTES = 1200;

	/** The longest name of a cluster, in bytes of UTF-8. */
	static final int MAX_CLUSTER_BYTES = 64;

	private static final int MOST_ADDRESSES = 8;

	private static final int MOST_SECONDS = 0xFFFF;

	private static final int MAGIC = 0x51544101;

	/** Writes the announcement, with as many of its addresses as have room. */
	byte[] encode() {
		ByteBuffer to = ByteBuffer.allocate(MAX_BYTES);
		to.putInt(MAGIC).put((byte) this.kind.number);
		to.putShort((short) Math.max(1, Math.min(MOST_SECONDS, this.validFor.toSeconds())));
		putText(to, this.cluster);
		putText(to, this.node.value());
		int countAt = to.position();
		to.put((byte) 0);
		int count = 0;
		for (NodeAddress address : this.addresses) {
			byte[] host = address.host().getBytes(StandardCharsets.UTF_8);
			if (count == MOST_ADDRESSES || host.length > 255 || to.remaining() < host.length + 3) {
				break;
			}
			to.put((byte) host.length).put(host).putShort((short) address.port());
			count++;
		}
		to.put(countAt, (byte) count);
		byte[] bytes = new byte[to.flip().remaining()];
		to.get(bytes);
		return bytes;
	}

	/**
	 * Reads a datagram.
	 * @param from its bytes
	 * @return the announcement, null if it is none of this version
	 */
	static @Nullable Announcement decode(ByteBuffer from) {
		try {
			if (from.remaining() > MAX_BYTES || from.getInt() != MAGIC) {
				return null;
			}
			Kind kind = Kind.of(from.get());
			Duration validFor = Duration.ofSeconds(Short.toUnsignedInt(from.getShort()));
			String cluster = text(from);
			String node = text(from);
			int count = Byte.toUnsignedInt(from.get());
			if (kind == null || validFor.isZero() || !PeerId.isValid(node) || count > MOST_ADDRESSES
					|| (count == 0) != (kind == Kind.GONE)) {
				return null;
			}
			List<NodeAddress> addresses = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				addresses.add(new NodeAddress(text(from), Short.toUnsignedInt(from.getShort())));
			}
			return new Announcement(kind, cluster, new PeerId(node), validFor, addresses);
		}
		catch (BufferUnderflowException | CharacterCodingException | ConfigurationException ex) {
			return null;
		}
	}

	private static void putText(ByteBuffer to, String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		to.put((byte) bytes.length).put(bytes);
	}

	private static String text(ByteBuffer from) throws CharacterCodingException {
		byte[] bytes = new byte[Byte.toUnsignedInt(from.get())];
		from.get(bytes);
		return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
	}

	/** Lists the kinds of announcements. */
	enum Kind {

		/** The node is running. */
		HERE(1),

		/** The node is new and asks which other nodes are running. */
		NEW(2),

		/** The node leaves. */
		GONE(3);

		private final int number;

		Kind(int number) {
			this.number = number;
		}

		static @Nullable Kind of(int number) {
			for (Kind kind : values()) {
				if (kind.number == number) {
					return kind;
				}
			}
			return null;
		}

	}

}
