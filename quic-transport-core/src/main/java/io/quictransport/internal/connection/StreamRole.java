package io.quictransport.internal.connection;

import io.netty.buffer.ByteBuf;
import io.quictransport.internal.wire.FrameReader.FrameSink;

/**
 * Gives one stream its purpose: receives its frames and its end. Called on the event
 * loop.
 */
public interface StreamRole extends FrameSink {

	/** The largest frame that is accepted. */
	int maxFrameLength();

	@Override
	void frame(int type, ByteBuf body);

	/** The peer has ended its direction cleanly. */
	void inputEnded();

	/** The stream is closed, whatever is unfinished. Called once, last. */
	void closed();

}
