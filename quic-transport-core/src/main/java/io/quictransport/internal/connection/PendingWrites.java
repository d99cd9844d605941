package io.quictransport.internal.connection;

import java.util.ArrayDeque;
import java.util.Queue;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import org.jspecify.annotations.Nullable;

/**
 * Watches the writes that a stream did not take at once, and whether it goes on taking
 * them: a slow stream moves, a stalled one does not. The codec takes a buffer piece by
 * piece, which its reader index shows until all of it is taken. Confined to the event
 * loop.
 */
public final class PendingWrites {

	private final Queue<Write> writes = new ArrayDeque<>(1);

	/** When the stream was seen last to have taken something, or nothing was pending. */
	private long movedAt;

	/** What was left of the first write by then. */
	private int left;

	/**
	 * Adds a write, behind the others.
	 * @param buffer what is written, which the codec owns
	 * @param taken when the stream has taken all of it
	 * @param now the time
	 */
	public void add(ByteBuf buffer, ChannelFuture taken, long now) {
		look(now);
		if (this.writes.isEmpty()) {
			this.movedAt = now;
			this.left = buffer.readableBytes();
		}
		this.writes.add(new Write(buffer, taken));
	}

	/** Whether the stream has taken all. */
	public boolean isEmpty() {
		Write last = this.writes.peek();
		while (last != null && last.taken().isDone()) {
			this.writes.remove();
			this.left = -1;
			last = this.writes.peek();
		}
		return last == null;
	}

	/**
	 * Whether the stream has taken nothing for this long although there was something.
	 * @param now the time
	 * @param nanos how long
	 */
	public boolean isStalled(long now, long nanos) {
		look(now);
		return !this.writes.isEmpty() && now - this.movedAt > nanos;
	}

	/** When the stream was seen last to have taken something. */
	public long movedAt() {
		return this.movedAt;
	}

	/** Looks whether the stream has moved since the last look. */
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
	 * One write.
	 *
	 * @param buffer what is written; the codec's, and not to be read once it is taken
	 * @param taken when the stream has taken all of it
	 */
	private record Write(ByteBuf buffer, ChannelFuture taken) {
	}

}
