package io.quictransport.quic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.netty.handler.codec.quic.QuicStreamChannel;
import io.quictransport.ErrorCode;
import io.quictransport.wire.Failure;
import io.quictransport.wire.MessageFrames;
import org.jspecify.annotations.Nullable;

/**
 * The lanes that the peer opened on one connection, and the way back over them: replies,
 * failures and batched acknowledgements. Confined to the event loop.
 */
final class InboundLanes {

	private final Connection connection;

	private final UnreadAnswers unread;

	private final List<InboundLane> lanes = new ArrayList<>();

	private final List<InboundLane> toAcknowledge = new ArrayList<>();

	InboundLanes(Connection connection, TransportLimits limits) {
		this.connection = connection;
		this.unread = new UnreadAnswers(limits, this::cutOff);
	}

	/** Behind the write at hand. */
	private void cutOff(String reason) {
		this.connection.execute(() -> this.connection.close(ErrorCode.PROTOCOL_VIOLATION, reason));
	}

	UnreadAnswers unread() {
		return this.unread;
	}

	InboundLane accept(QuicStreamChannel stream) {
		InboundLane lane = new InboundLane(this.connection, stream);
		this.lanes.add(lane);
		return lane;
	}

	void gone(InboundLane lane) {
		this.lanes.remove(lane);
	}

	boolean isStalled(long now, long nanos) {
		for (InboundLane lane : this.lanes) {
			if (lane.isStalled(now, nanos)) {
				return true;
			}
		}
		return false;
	}

	int count() {
		return this.lanes.size();
	}

	void acknowledgeLater(InboundLane lane) {
		if (this.toAcknowledge.isEmpty() || !this.toAcknowledge.contains(lane)) {
			this.toAcknowledge.add(lane);
		}
	}

	void acknowledge() {
		if (!this.toAcknowledge.isEmpty()) {
			this.toAcknowledge.forEach(InboundLane::acknowledge);
			this.toAcknowledge.clear();
		}
	}

	/** The last admitted sequence of each lane. */
	Map<Long, Long> admitted() {
		Map<Long, Long> admitted = new LinkedHashMap<>();
		for (InboundLane lane : this.lanes) {
			admitted.put(lane.streamId(), lane.received());
		}
		return admitted;
	}

	/**
	 * Sends a reply over the request's lane; a large one, or one without a lane, alone.
	 */
	void reply(@Nullable InboundLane lane, long id, Map<String, String> headers, byte[] payload) {
		if (lane != null && lane.isUsable() && !StreamPool.isLarge(payload.length)) {
			MessageFrames.writeResponse(lane.output().buffer(payload.length), id, headers, payload);
		}
		else {
			this.connection.streams()
				.transfer(Transfer.ofReply(this.connection, payload.length,
						(out) -> MessageFrames.writeResponse(out, id, headers, payload)));
		}
	}

	void replyError(@Nullable InboundLane lane, Failure failure) {
		if (lane != null && lane.isUsable()) {
			failure.writeError(lane.output().buffer());
		}
		else {
			this.connection.streams()
				.transfer(Transfer.ofReply(this.connection, failure.text().length(), failure::writeError));
		}
	}

}
