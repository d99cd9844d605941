package io.quictransport.internal.wire;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.netty.buffer.ByteBuf;
import io.quictransport.ErrorCode;
import io.quictransport.internal.text.ForeignText;
import org.jspecify.annotations.Nullable;

/**
 * Represents the GOAWAY frame: why no new work may be sent on a connection, and what has
 * been admitted of the work that was sent.
 *
 * @param code {@link ErrorCode#DRAINING}: work beyond the admitted is dropped, the sender
 * continues to send its own; {@link ErrorCode#NOT_RUNNING}: likewise, and the sender
 * sends no new work either and closes; {@link ErrorCode#CONNECTION_REPLACED}: everything
 * that is sent is still served, new work belongs on the newer connection
 * @param reason the reason in human-readable form
 * @param lanes the last admitted sequence by the stream id of each lane; a lane that is
 * missing has nothing admitted
 * @param transfers the stream ids of admitted transfers
 */
public record GoAway(ErrorCode code, String reason, Map<Long, Long> lanes, Set<Long> transfers) {

	private static final int MAX_REASON = 1024;

	private static final int MAX_STREAMS = 4096;

	/**
	 * Copies the collections, so that the value never changes, and cuts a reason that is
	 * too long.
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
		int start = FrameWriter.begin(out, FrameType.GOAWAY);
		Primitives.writeVarint(out, this.code.number());
		Primitives.writeText(out, this.reason);
		Primitives.writeVarint(out, this.lanes.size());
		this.lanes.forEach((streamId, sequence) -> {
			Primitives.writeVarint(out, streamId);
			Primitives.writeVarint(out, sequence);
		});
		Primitives.writeVarint(out, this.transfers.size());
		this.transfers.forEach((streamId) -> Primitives.writeVarint(out, streamId));
		FrameWriter.end(out, start);
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
