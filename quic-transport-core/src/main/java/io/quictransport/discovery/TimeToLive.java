package io.quictransport.discovery;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.resolver.dns.DnsCache;
import io.netty.resolver.dns.DnsCacheEntry;
import org.jspecify.annotations.Nullable;

/**
 * Finds the shortest time-to-live of the records of one look-up. The resolver passes it
 * only to its cache, so this class is a cache, but it stores nothing. Confined to one
 * event loop.
 */
final class TimeToLive implements DnsCache {

	private long seconds;

	void begin() {
		this.seconds = Long.MAX_VALUE;
	}

	void note(long recordSeconds) {
		this.seconds = Math.min(this.seconds, recordSeconds);
	}

	/** The time until the first record expires, up to a maximum. */
	Duration shortest(Duration most) {
		return (this.seconds < most.toSeconds()) ? Duration.ofSeconds(this.seconds) : most;
	}

	@Override
	public DnsCacheEntry cache(String hostname, DnsRecord @Nullable [] additionals, InetAddress address,
			long originalTtl, EventLoop loop) {
		note(originalTtl);
		return new Entry(address, null);
	}

	@Override
	public DnsCacheEntry cache(String hostname, DnsRecord @Nullable [] additionals, Throwable cause, EventLoop loop) {
		return new Entry(null, cause);
	}

	@Override
	public @Nullable List<? extends DnsCacheEntry> get(String hostname, DnsRecord @Nullable [] additionals) {
		return null;
	}

	@Override
	public void clear() {
		// This cache keeps nothing.
	}

	@Override
	public boolean clear(String hostname) {
		return false;
	}

	private record Entry(@Nullable InetAddress address, @Nullable Throwable cause) implements DnsCacheEntry {

	}

}
