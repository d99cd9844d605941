package io.quictransport.internal.wire;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.netty.buffer.ByteBuf;
import io.quictransport.ErrorCode;
import io.quictransport.NodeInfo;
import io.quictransport.internal.text.ForeignText;
import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.internal.wire.FrameReader.MalformedFrameException;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the frames that carry no message: HELLO, PING, PONG, NODE_INFO,
 * GOAWAY, DONE, ACK, CANCEL and SETTLED.
 */
public final class ControlFrames {

	private ControlFrames() {
	}

	/**
	 * Writes a PING frame.
	 * @param out the buffer to write to
	 * @param token what the PONG will repeat
	 */
	public static void writePing(ByteBuf out, long token) {
		writeToken(out, FrameType.PING, token);
	}

	/**
	 * Writes a PONG frame.
	 * @param out the buffer to write to
	 * @param token the token of the PING
	 */
	public static void writePong(ByteBuf out, long token) {
		writeToken(out, FrameType.PONG, token);
	}

	/**
	 * Reads the token of a PING or PONG frame.
	 * @param body the frame
	 * @return the token
	 */
	public static long readToken(ByteBuf body) {
		return Primitives.readLong(body);
	}

	/**
	 * Writes a DONE frame.
	 * @param out the buffer to write to
	 */
	public static void writeDone(ByteBuf out) {
		FrameWriter.write(out, FrameType.DONE, () -> {
		});
	}

	/**
	 * Writes an ACK frame.
	 * @param out the buffer to write to
	 * @param sequence all of the lane's messages up to this one are admitted, except
	 * those refused by NACK
	 */
	public static void writeAck(ByteBuf out, long sequence) {
		writeNumber(out, FrameType.ACK, sequence);
	}

	/**
	 * Writes a CANCEL frame.
	 * @param out the buffer to write to
	 * @param id the request's id
	 */
	public static void writeCancel(ByteBuf out, long id) {
		writeNumber(out, FrameType.CANCEL, id);
	}

	/**
	 * Reads the number of an ACK or CANCEL frame.
	 * @param body the frame
	 * @return the number
	 */
	public static long readNumber(ByteBuf body) {
		return Primitives.readVarint(body);
	}

	private static void writeToken(ByteBuf out, int type, long token) {
		FrameWriter.write(out, type, () -> out.writeLong(token));
	}

	private static void writeNumber(ByteBuf out, int type, long number) {
		FrameWriter.write(out, type, () -> Primitives.writeVarint(out, number));
	}

	/**
	 * Checks that this node can state an info to its peers. One that they could not read
	 * would end the connection.
	 * @param node what this node is about to state of itself
	 * @throws io.quictransport.ConfigurationException if a part is larger than the
	 * protocol admits, or the version is negative
	 */
	public static void checkNodeInfo(NodeInfo node) {
		NodeInfos.check(node);
	}

	/**
	 * Makes an info that can be sent: one whose served paths take more space than there
	 * is states that the node may serve any path.
	 * @param node what this node is about to state of itself; can be sent without its
	 * paths
	 * @return the info, or one with fewer paths
	 */
	public static NodeInfo fit(NodeInfo node) {
		return NodeInfos.fit(node);
	}

	/**
	 * Writes a NODE_INFO frame.
	 * @param out the buffer to write to
	 * @param node what this node states of itself from now on
	 */
	public static void writeNodeInfo(ByteBuf out, NodeInfo node) {
		FrameWriter.write(out, FrameType.NODE_INFO, () -> NodeInfos.write(out, node));
	}

	/**
	 * Reads a NODE_INFO frame.
	 * @param body the frame
	 * @return what the peer states of itself from now on
	 */
	public static NodeInfo readNodeInfo(ByteBuf body) {
		return NodeInfos.read(body);
	}

	/**
	 * Represents the HELLO frame: the identity of a node, and what it admits.
	 *
	 * @param version the protocol version that the sender speaks
	 * @param incarnation drawn at random when the node started; compared for equality
	 * only
	 * @param generation counts the connections between two nodes that deliberately
	 * replace one another
	 * @param limits the largest messages that the sender admits
	 * @param maxInFlight the number of unresolved messages that the sender admits from
	 * its peer
	 * @param node what the sender states of itself
	 * @param software names what the sender runs, for people; null if it does not say
	 */
	public record Hello(long version, long incarnation, long generation, WireLimits limits, int maxInFlight,
			NodeInfo node, @Nullable String software) {

		/** The protocol version that this library speaks. */
		public static final long VERSION = 1;

		/** The highest generation that the frame can state. */
		public static final long MAX_GENERATION = Primitives.MAX_VARINT;

		/** The application protocol that both ends offer in TLS (RFC 7301). */
		public static final String ALPN = "quic-transport/1";

		/**
		 * Makes the frame of a sender that does not say what it runs.
		 * @param version see {@link #version()}
		 * @param incarnation see {@link #incarnation()}
		 * @param generation see {@link #generation()}
		 * @param limits see {@link #limits()}
		 * @param maxInFlight see {@link #maxInFlight()}
		 * @param node see {@link #node()}
		 */
		public Hello(long version, long incarnation, long generation, WireLimits limits, int maxInFlight,
				NodeInfo node) {
			this(version, incarnation, generation, limits, maxInFlight, node, null);
		}

		/**
		 * The generation of a connection that replaces another one. A peer may have
		 * stated the highest there is, beyond which nobody can count.
		 * @param generation that of the other one
		 * @return the next
		 */
		public static long generationAfter(long generation) {
			return Math.min(generation + 1, MAX_GENERATION);
		}

		/**
		 * Writes the frame.
		 * @param out the buffer to write to
		 */
		public void write(ByteBuf out) {
			FrameWriter.write(out, FrameType.HELLO, () -> {
				Primitives.writeVarint(out, this.version);
				out.writeLong(this.incarnation);
				Primitives.writeVarint(out, this.generation);
				Primitives.writeVarint(out, this.limits.maxMessageSize());
				Primitives.writeVarint(out, this.limits.maxHeaderSize());
				Primitives.writeVarint(out, this.maxInFlight);
				NodeInfos.write(out, this.node, this.software);
			});
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
			NodeInfos.Stated stated = NodeInfos.readStated(body);
			return new Hello(version, incarnation, generation, new WireLimits(maxMessageSize, maxHeaderSize),
					maxInFlight, stated.node(), stated.software());
		}

	}

	/**
	 * Represents the GOAWAY frame: why no new work may be sent on a connection, and what
	 * has been admitted of the work that was sent.
	 *
	 * @param code {@link ErrorCode#DRAINING}: work beyond the admitted is dropped, the
	 * sender continues to send its own; {@link ErrorCode#NOT_RUNNING}: likewise, and the
	 * sender sends no new work either and closes; {@link ErrorCode#CONNECTION_REPLACED}:
	 * everything that is sent is still served, new work belongs on the newer connection
	 * @param reason the reason in human-readable form
	 * @param lanes the last admitted sequence by the stream id of each lane; a lane that
	 * is missing has nothing admitted
	 * @param transfers the stream ids of admitted transfers
	 */
	public record GoAway(ErrorCode code, String reason, Map<Long, Long> lanes, Set<Long> transfers) {

		private static final int MAX_REASON = 1024;

		private static final int MAX_STREAMS = 4096;

		/**
		 * Copies the collections, so that the value never changes, and cuts a reason that
		 * is too long.
		 * @param code see {@link #code()}
		 * @param reason see {@link #reason()}
		 * @param lanes see {@link #lanes()}
		 * @param transfers see {@link #transfers()}
		 */
		public GoAway {
			reason = ForeignText.fit(ForeignText.line(reason), MAX_REASON);
			// Sorted, since a peer chooses the ids.
			lanes = Collections.unmodifiableMap(new TreeMap<>(lanes));
			transfers = StreamIds.copyOf(transfers);
		}

		/**
		 * Makes the frame of a connection that a newer one replaces.
		 * @return the frame
		 */
		public static GoAway replaced() {
			return new GoAway(ErrorCode.CONNECTION_REPLACED, "a newer connection takes over", Map.of(), Set.of());
		}

		/**
		 * Whether work beyond the admitted is refused.
		 * @return whether the sender drains or stops
		 */
		public boolean refusesWork() {
			return this.code != ErrorCode.CONNECTION_REPLACED;
		}

		/**
		 * Writes the frame.
		 * @param out the buffer to write to
		 */
		public void write(ByteBuf out) {
			FrameWriter.write(out, FrameType.GOAWAY, () -> {
				Primitives.writeVarint(out, this.code.number());
				Primitives.writeText(out, this.reason);
				Primitives.writeVarint(out, this.lanes.size());
				this.lanes.forEach((streamId, sequence) -> {
					Primitives.writeVarint(out, streamId);
					Primitives.writeVarint(out, sequence);
				});
				Primitives.writeVarint(out, this.transfers.size());
				this.transfers.forEach((streamId) -> Primitives.writeVarint(out, streamId));
			});
		}

		/**
		 * Reads the frame. A code that this version does not know is read as
		 * {@link ErrorCode#DRAINING}.
		 * @param body the frame
		 * @return the frame's content
		 */
		public static GoAway read(ByteBuf body) {
			@Nullable ErrorCode code = ErrorCode.ofNumber(Primitives.readVarint(body));
			String reason = Primitives.readText(body, "the reason", MAX_REASON);
			int laneCount = Primitives.readCount(body, "the number of lanes", MAX_STREAMS);
			Map<Long, Long> lanes = new TreeMap<>();
			for (int i = 0; i < laneCount; i++) {
				long streamId = Primitives.readVarint(body);
				lanes.put(streamId, Primitives.readVarint(body));
			}
			int transferCount = Primitives.readCount(body, "the number of transfers", MAX_STREAMS);
			if (transferCount > body.readableBytes()) {
				throw new MalformedFrameException("the frame is too short for " + transferCount + " transfers");
			}
			long[] transfers = new long[transferCount];
			for (int i = 0; i < transferCount; i++) {
				transfers[i] = Primitives.readVarint(body);
			}
			return new GoAway((code != null) ? code : ErrorCode.DRAINING, reason, lanes, new StreamIds(transfers));
		}

	}

	/**
	 * Represents the SETTLED frame: which of its sender's messages are resolved, so that
	 * the receiver can forget them.
	 *
	 * @param lowest the lowest unresolved id; all below are resolved
	 * @param above ids above the lowest that were resolved since the last such frame; not
	 * copied
	 */
	@SuppressWarnings("ArrayRecordComponent") // written and read at once, never compared
	public record Settled(long lowest, long[] above) {

		/** The most ids that one frame lists. */
		public static final int MAX_ABOVE = 4096;

		/**
		 * Writes the frame.
		 * @param out the buffer to write to
		 */
		public void write(ByteBuf out) {
			FrameWriter.write(out, FrameType.SETTLED, () -> {
				Primitives.writeVarint(out, this.lowest);
				Primitives.writeVarint(out, this.above.length);
				for (long id : this.above) {
					Primitives.writeVarint(out, id);
				}
			});
		}

		/**
		 * Reads the frame.
		 * @param body the frame
		 * @return the frame's content
		 */
		public static Settled read(ByteBuf body) {
			long lowest = Primitives.readVarint(body);
			int count = Primitives.readCount(body, "the number of settled ids", MAX_ABOVE);
			if (count > body.readableBytes()) {
				throw new MalformedFrameException("the frame is too short for " + count + " settled ids");
			}
			long[] above = new long[count];
			for (int i = 0; i < count; i++) {
				above[i] = Primitives.readVarint(body);
			}
			return new Settled(lowest, above);
		}

	}

}
