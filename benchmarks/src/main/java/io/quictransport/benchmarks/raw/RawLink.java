package io.quictransport.benchmarks.raw;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.netty.channel.EventLoop;
import io.quictransport.benchmarks.subject.Link;
import org.jspecify.annotations.Nullable;

/**
 * Sends the messages of a client over one connection. It spreads them over its streams as
 * the transport spreads them over its lanes: few requests over all, many over half of
 * them, one-way messages over one while any is unacknowledged.
 */
final class RawLink implements Link {

	private final EventLoop loop;

	private final int mostStreams;

	private final Function<RawLink, @Nullable RawClientHandler> opener;

	private final Runnable close;

	private final List<RawClientHandler> streams = new ArrayList<>();

	private boolean reading;

	private boolean flushing;

	/**
	 * Begins without a stream.
	 * @param loop the connection's event loop
	 * @param mostStreams how many streams to use
	 * @param opener opens a stream, on the event loop; null if none can be had now
	 * @param close closes the connection
	 */
	RawLink(EventLoop loop, int mostStreams, Function<RawLink, @Nullable RawClientHandler> opener, Runnable close) {
		this.loop = loop;
		this.mostStreams = mostStreams;
		this.opener = opener;
		this.close = close;
	}

	@Override
	public void request(byte[] payload, Completion completion) {
		onLoop(() -> leastLoaded().request(payload, completion));
	}

	@Override
	public void send(byte[] payload, Completion completion) {
		onLoop(() -> streamOfEvents().send(payload, completion));
	}

	private void onLoop(Runnable write) {
		if (this.loop.inEventLoop()) {
			write.run();
			if (!this.reading && !this.flushing) {
				// Behind what else is to be written: one write for a burst.
				this.flushing = true;
				this.loop.execute(this::flush);
			}
		}
		else {
			this.loop.execute(() -> onLoop(write));
		}
	}

	private RawClientHandler streamOfEvents() {
		for (RawClientHandler stream : this.streams) {
			if (stream.hasEvents()) {
				return stream;
			}
		}
		return leastLoaded();
	}

	private RawClientHandler leastLoaded() {
		int load = 0;
		for (RawClientHandler stream : this.streams) {
			load += stream.load();
		}
		int most = (load < this.mostStreams) ? this.mostStreams : (this.mostStreams + 1) / 2;
		RawClientHandler best = null;
		for (int i = 0; i < Math.min(most, this.streams.size()); i++) {
			RawClientHandler stream = this.streams.get(i);
			if (best == null || stream.load() < best.load()) {
				best = stream;
			}
		}
		if (best == null || (best.load() > 0 && this.streams.size() < most)) {
			RawClientHandler fresh = this.opener.apply(this);
			if (fresh != null) {
				this.streams.add(fresh);
				return fresh;
			}
		}
		if (best == null) {
			throw new IllegalStateException("no stream can be opened");
		}
		return best;
	}

	/** A read has begun, at whose end everything is flushed. */
	void readBegins() {
		this.reading = true;
	}

	void readComplete() {
		this.reading = false;
		flush();
	}

	private void flush() {
		this.flushing = false;
		for (RawClientHandler stream : this.streams) {
			stream.flush();
		}
	}

	@Override
	public void close() {
		this.close.run();
	}

}
