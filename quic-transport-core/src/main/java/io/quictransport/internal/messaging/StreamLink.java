package io.quictransport.internal.messaging;

import io.quictransport.ErrorCode;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.messaging.ItemSender.Item;
import io.quictransport.internal.wire.StreamFrames;
import org.jspecify.annotations.Nullable;

/**
 * Leads from one end of a stream of messages to the other: over a QUIC stream, or within
 * this node. Confined to the event loop, except where stated otherwise.
 */
interface StreamLink {

	/** The largest item that both ends admit; on any thread. */
	int maxItemSize();

	/** The address of the other end, null if it has none; on any thread. */
	@Nullable Object remoteAddress();

	/** The event loop of the stream; on any thread. */
	LoopTasks loop();

	/** Sends an item for which there is credit, unless its sender takes it back. */
	void sendItem(Item item);

	/** Ends this end's direction after its items. */
	void sendEnd();

	/** Grants the other end more credit. */
	void sendCredit(long bytes);

	/** Gives up the stream and states the reason. */
	void sendReset(StreamFrames.Reset reset);

	/** Ends the stream without what was sent and has not left. */
	void abort(ErrorCode code);

	/** Both directions are at their end. */
	void finish();

}
