package io.quictransport.internal.connection;

import java.util.ArrayDeque;
import java.util.Queue;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import org.jspecify.annotations.Nullable;

/**
 * Watches the writes that a stream did not take at once, and whether it continues to take
 * them: a slow stream moves, a stalled one does not. The codec takes a buffer piece by
 * piece, which its reader index shows until all of it is taken. Confined to the event
 * loop.
 */
final class PendingWrites {

	private final Queue<Write> writes = new ArrayDeque<>(1);

	/** When the stream was last seen to have taken something, or nothing was pending. */
	private long movedAt;

	/** The number of unread bytes of the first write at that time. */
	private int left;

	/**
	 * Appends a write.
	 * @param buffer the bytes written, owned by the codec
	 * @param taken completes when the stream has taken all of it
	 * @param now the time
	 */
	void add(ByteBuf buffer, ChannelFuture taken, long now) {
		look(now);
		if (this.writes.isEmpty()) {
			this.movedAt = now;
			this.left = buffer.readableBytes();
		}
		this.writes.add(new Write(buffer, taken));
	}

	boolean isEmpty() {
		Write last = this.writes.peek();
		while (last != null && last.taken().isDone()) {
			this.writes.remove();
			this.left = -1;
			last = this.writes.peek();
		}
		return last == null;
	}

	/**
	 * Whether bytes were pending and the stream has taken none of them for this long.
	 * @param now the time
	 * @param nanos how long
	 */
	boolean isStalled(long now, long nanos) {
		look(now);
		return !this.writes.isEmpty() && now - this.movedAt > nanos;
	}

	/** The bytes that the stream has not taken. */
	long bytes() {
		long bytes = 0;
		for (Write write : this.writes) {
			bytes += write.taken().isDone() ? 0 : write.buffer().readableBytes();
		}
		return bytes;
	}

	/** When the stream was last seen to have taken something. */
	long movedAt() {
		return this.movedAt;
	}

	/** Checks whether the stream has moved since the last check. */
	private void look(long now) {
		boolean pending = !this.writes.isEmpty();
		if (pending) {
			boolean taken = isEmpty();
			@Nullable Write first = this.writes.peek();
			int rest = (first != null) ? first.buffer().readableBytes() : 0;
			if (taken || rest != this.left) {
				this.movedAt = now;
				this.left = rest;
			}
		}
	}

	/**
	 * Represents one write.
	 *
	 * @param buffer the bytes written; owned by the codec, and not to be read once they
	 * are taken
	 * @param taken completes when the stream has taken all of it
	 */
	private record Write(ByteBuf buffer, ChannelFuture taken) {
	}

}
