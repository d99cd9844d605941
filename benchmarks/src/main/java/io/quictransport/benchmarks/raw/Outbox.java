package io.quictransport.benchmarks.raw;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is written in one turn of the event loop and sends it as one buffer.
 */
final class Outbox {

	/** What is written at once; frames that are larger go alone. */
	private static final int BURST = 64 * 1024;

	private final Channel stream;

	private final @Nullable EarlyAnswers early;

	private @Nullable ByteBuf gathered;

	Outbox(Channel stream) {
		this.stream = stream;
		this.early = EarlyAnswers.of(stream);
	}

	/**
	 * Makes room.
	 * @param length how many bytes will be written
	 * @return where to write them
	 */
	ByteBuf room(int length) {
		ByteBuf current = this.gathered;
		if (current != null && current.writableBytes() >= length) {
			return current;
		}
		flush();
		ByteBuf fresh = this.stream.alloc().directBuffer(Math.max(length, BURST));
		this.gathered = fresh;
		return fresh;
	}

	void flush() {
		ByteBuf current = this.gathered;
		if (current != null) {
			this.gathered = null;
			if (this.early != null) {
				this.early.written();
			}
			this.stream.writeAndFlush(current);
		}
	}

}
