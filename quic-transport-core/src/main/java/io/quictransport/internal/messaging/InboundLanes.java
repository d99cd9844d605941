package io.quictransport.internal.messaging;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.netty.handler.codec.quic.QuicStreamChannel;

/**
 * Keeps the lanes that the peer opened on one connection, and acknowledges the messages
 * received on them in batches. Confined to the event loop.
 */
final class InboundLanes {

	private final SessionContext context;

	private final OwnStreamReplies alone;

	private final List<InboundLane> lanes = new ArrayList<>();

	private final List<InboundLane> toAcknowledge = new ArrayList<>();

	/** Whether acknowledgements that could not be written are about to be. */
	private boolean retrying;

	InboundLanes(SessionContext context, OwnStreamReplies alone) {
		this.context = context;
		this.alone = alone;
	}

	/** The reply path of requests that arrived on no lane. */
	ReplyPath alone() {
		return this.alone;
	}

	InboundLane accept(QuicStreamChannel stream) {
		InboundLane lane = new InboundLane(this.context, this, this.alone, stream);
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

	void acknowledgeLater(InboundLane lane) {
		if (this.toAcknowledge.isEmpty() || !this.toAcknowledge.contains(lane)) {
			this.toAcknowledge.add(lane);
		}
	}

	void acknowledge() {
		if (this.toAcknowledge.isEmpty()) {
			return;
		}
		try {
			this.toAcknowledge.forEach(InboundLane::acknowledge);
			this.toAcknowledge.clear();
		}
		catch (OutOfMemoryError ex) {
			// The senders wait: there may be memory soon.
			this.context.messaging().unwritten.add(this.context.peer(), 0, ex);
			if (!this.retrying) {
				this.retrying = true;
				this.context.messaging().loop.retry(this::acknowledgeAgain, () -> {
				});
			}
		}
	}

	private void acknowledgeAgain() {
		this.retrying = false;
		acknowledge();
	}

	/** The last admitted sequence of each lane. */
	Map<Long, Long> admitted() {
		Map<Long, Long> admitted = new LinkedHashMap<>();
		for (InboundLane lane : this.lanes) {
			admitted.put(lane.streamId(), lane.received());
		}
		return admitted;
	}

}
