package io.quictransport.internal.connection;

import io.netty.buffer.ByteBuf;
import io.quictransport.internal.wire.FrameReader.FrameSink;

/**
 * What one stream is for: receives its frames and its end. Called on the event loop.
 */
public interface StreamRole extends FrameSink {

	/** The largest frame that may come. */
	int maxFrameLength();

	@Override
	void frame(int type, ByteBuf body);

	/** The peer has ended its direction well. */
	void inputEnded();

	/** The stream is gone, with whatever was left undone. Called once, last. */
	void closed();

}
