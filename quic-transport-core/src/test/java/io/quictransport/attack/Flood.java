package io.quictransport.attack;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

import io.quictransport.support.TestNodes;

/**
 * Datagrams that many strangers send at a steady rate, from a thread of its own.
 */
final class Flood implements AutoCloseable {

	private static final long TICK = TimeUnit.MILLISECONDS.toNanos(5);

	private final List<Stranger> strangers = new ArrayList<>();

	private final CompletableFuture<Flood> ended = new CompletableFuture<>();

	private final Thread thread;

	private volatile boolean enough;

	private int packets;

	private Flood(InetSocketAddress target, int ports, int perSecond, IntFunction<byte[]> datagrams)
			throws IOException {
		for (int i = 0; i < ports; i++) {
			this.strangers.add(Stranger.before(target));
		}
		this.thread = new Thread(() -> {
			try {
				flow(perSecond, datagrams);
				this.ended.complete(this);
			}
			catch (IOException | RuntimeException ex) {
				this.ended.completeExceptionally(ex);
			}
		}, "flood");
		this.thread.start();
	}

	/**
	 * Begins.
	 * @param datagrams the n-th of them
	 */
	static Flood of(InetSocketAddress target, int ports, int perSecond, IntFunction<byte[]> datagrams)
			throws IOException {
		return new Flood(target, ports, perSecond, datagrams);
	}

	private void flow(int perSecond, IntFunction<byte[]> datagrams) throws IOException {
		long begun = System.nanoTime();
		int sent = 0;
		while (!this.enough) {
			long due = (System.nanoTime() - begun) * perSecond / TimeUnit.SECONDS.toNanos(1);
			// Whoever was kept from sending does not make up for it at once.
			sent = (int) Math.max(sent, due - perSecond / 10);
			for (; sent < due; sent++) {
				this.strangers.get(sent % this.strangers.size()).send(datagrams.apply(sent));
				this.packets++;
			}
			for (Stranger stranger : this.strangers) {
				stranger.drain();
			}
			LockSupport.parkNanos(TICK);
		}
	}

	/** How many datagrams have left, once it has ended. */
	int packets() {
		return this.packets;
	}

	/** Stops sending. */
	void end() {
		this.enough = true;
		TestNodes.get(this.ended);
	}

	long bytesSent() {
		return this.strangers.stream().mapToLong(Stranger::bytesSent).sum();
	}

	/** What has come back, or comes in the next moment. */
	long bytesReceived() throws IOException {
		long sum = 0;
		for (Stranger stranger : this.strangers) {
			sum += stranger.bytesReceived();
		}
		return sum;
	}

	/** Whether somebody was sent more than three times what he had sent. */
	boolean isAmplified() throws IOException {
		for (Stranger stranger : this.strangers) {
			if (stranger.bytesReceived() > 3 * stranger.bytesSent()) {
				return true;
			}
		}
		return false;
	}

	@Override
	public void close() throws IOException {
		this.enough = true;
		try {
			this.thread.join();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
		for (Stranger stranger : this.strangers) {
			stranger.close();
		}
	}

}
