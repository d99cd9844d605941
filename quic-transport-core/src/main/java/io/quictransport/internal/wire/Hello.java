package io.quictransport.internal.wire;

import io.netty.buffer.ByteBuf;
import io.quictransport.ErrorCode;
import io.quictransport.NodeInfo;

/**
 * Represents the HELLO frame: the identity of a node, and what it admits.
 *
 * @param version the protocol version that the sender speaks
 * @param incarnation drawn at random when the node started; compared for equality only
 * @param generation counts the connections between two nodes that deliberately replace
 * one another
 * @param limits the largest messages that the sender admits
 * @param maxInFlight the number of unresolved messages that the sender admits from its
 * peer
 * @param node what the sender states of itself
 */
public record Hello(long version, long incarnation, long generation, WireLimits limits, int maxInFlight,
		NodeInfo node) {

	/** The protocol version that this library speaks. */
	public static final long VERSION = 1;

	/** The application protocol that both ends offer in TLS (RFC 7301). */
	public static final String ALPN = "quic-transport/1";

	/**
	 * Writes the frame.
	 * @param out the buffer to write to
	 */
	public void write(ByteBuf out) {
		int start = FrameWriter.begin(out, FrameType.HELLO);
		Primitives.writeVarint(out, this.version);
		out.writeLong(this.incarnation);
		Primitives.writeVarint(out, this.generation);
		Primitives.writeVarint(out, this.limits.maxMessageSize());
		Primitives.writeVarint(out, this.limits.maxHeaderSize());
		Primitives.writeVarint(out, this.maxInFlight);
		NodeInfos.write(out, this.node);
		FrameWriter.end(out, start);
	}

	/**
	 * Reads the frame. Bytes after the fields of this version are skipped: a later
	 * version may have added fields.
	 * @param body the frame
	 * @return the frame's content
	 */
	public static Hello read(ByteBuf body) {
		long version = Primitives.readVarint(body);
		if (version != VERSION) {
			throw new MalformedFrameException(ErrorCode.PROTOCOL_MISMATCH,
					"HELLO states protocol version " + version + ", this node speaks " + VERSION);
		}
		long incarnation = Primitives.readLong(body);
		long generation = Primitives.readVarint(body);
		int maxMessageSize = Primitives.readCount(body, "the largest message size", Integer.MAX_VALUE);
		int maxHeaderSize = Primitives.readCount(body, "the largest header size", Integer.MAX_VALUE);
		int maxInFlight = Primitives.readCount(body, "the limit of messages in flight", Integer.MAX_VALUE);
		return new Hello(version, incarnation, generation, new WireLimits(maxMessageSize, maxHeaderSize), maxInFlight,
				NodeInfos.read(body));
	}

}
