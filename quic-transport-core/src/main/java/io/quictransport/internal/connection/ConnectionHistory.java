package io.quictransport.internal.connection;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import io.quictransport.ConnectionEnd;
import io.quictransport.ConnectionEnds;
import io.quictransport.ConnectionEnds.Kind;
import io.quictransport.ConnectionEnds.Stage;
import io.quictransport.ErrorCode;
import io.quictransport.PeerId;
import io.quictransport.internal.loop.RateLimit;
import io.quictransport.internal.loop.WallTime;
import io.quictransport.internal.text.Log;
import org.jspecify.annotations.Nullable;

/**
 * Records which connections were refused and which have ended, counts them by reason and
 * warns of refusals that were not planned. What is refused costs its sender little, so it
 * is remembered and logged within bounds, and repetitions are counted. Belongs to a
 * transport, over all its starts. Thread-safe.
 */
public final class ConnectionHistory {

	private static final Log logger = Log.of(ConnectionHistory.class);

	private static final int MOST_RECENT = 32;

	private static final int MOST_LINES = 10;

	/** How long the same refusal is not logged again. */
	private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final LongSupplier clock;

	private final Map<Kind, LongAdder> counts = new ConcurrentHashMap<>();

	/** Guarded by this, like the fields below. */
	private final RateLimit lines;

	private final Recent refused = new Recent();

	private final Recent closed = new Recent();

	/** The refusals of each code that no line has counted yet. */
	private final Map<ErrorCode, Long> unlogged = new EnumMap<>(ErrorCode.class);

	/**
	 * Makes a history without any event.
	 * @param clock the monotonic time in nanoseconds
	 */
	public ConnectionHistory(LongSupplier clock) {
		this.clock = clock;
		this.lines = RateLimit.perMinute(MOST_LINES, clock.getAsLong());
	}

	void ended(Ended ended) {
		ErrorCode code = ended.cause().code();
		this.counts.computeIfAbsent(new Kind(ended.stage(), code, ended.expected()), (kind) -> new LongAdder())
			.increment();
		if (ended.stage() == Stage.DIAL_FAILED && CloseCause.isSilence(code)) {
			return;
		}
		boolean warns = ended.stage() == Stage.REFUSED && !ended.expected();
		long now = this.clock.getAsLong();
		ConnectionEnd line;
		long count;
		synchronized (this) {
			Entry entry = ((ended.stage() == Stage.CLOSED) ? this.closed : this.refused).add(ended, now);
			if (!warns) {
				return;
			}
			count = this.unlogged.merge(code, 1L, Long::sum);
			if (!entry.isLineDue(now) || !this.lines.take(now)) {
				return;
			}
			entry.loggedAt = now;
			this.unlogged.remove(code);
			line = entry.toEnd(now);
		}
		warn(line, count);
	}

	private static void warn(ConnectionEnd end, long count) {
		ConnectionEnd.Certificate shown = end.certificate();
		logger.warn(
				"event=connection_refused peer={} address={} subject=\"{}\" issuer=\"{}\" serial={} code={} count={}"
						+ " reason=\"{}\"",
				(end.peer() != null) ? end.peer() : "unknown", end.address(), (shown != null) ? shown.subject() : "",
				(shown != null) ? shown.issuer() : "", (shown != null) ? shown.serial() : "none", end.code(), count,
				end.reason());
	}

	/**
	 * Describes what has happened so far.
	 * @return a snapshot
	 */
	public ConnectionEnds snapshot() {
		List<ConnectionEnd> recent = new ArrayList<>();
		synchronized (this) {
			long now = this.clock.getAsLong();
			this.refused.addTo(recent, now);
			this.closed.addTo(recent, now);
		}
		recent.sort(Comparator.comparing(ConnectionEnd::at).reversed());
		return new ConnectionEnds(this.counts.entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (count) -> count.getValue().sum())), recent);
	}

	/**
	 * States what is known of a connection that has ended.
	 *
	 * @param stage how far it had come
	 * @param dialled whether this node has dialled it
	 * @param expected whether its end was planned
	 * @param cause why it has ended
	 * @param peer the peer, null if it has not proven its id
	 * @param address the other end
	 * @param certificate the certificate that it has shown
	 */
	record Ended(Stage stage, boolean dialled, boolean expected, CloseCause cause, @Nullable PeerId peer,
			@Nullable SocketAddress address, @Nullable X509Certificate certificate) {

		ConnectionEnd.@Nullable Certificate shown() {
			X509Certificate known = this.certificate;
			if (known == null) {
				return null;
			}
			try {
				return new ConnectionEnd.Certificate(known.getSubjectX500Principal().getName(),
						known.getIssuerX500Principal().getName(), known.getSerialNumber().toString(16));
			}
			catch (RuntimeException ex) {
				// Certificates are parsed lazily, when a part of them is read.
				return new ConnectionEnd.Certificate("unreadable", "unreadable", "unreadable");
			}
		}

		/** A peer that dials again has another port. */
		private String host() {
			return (this.address instanceof InetSocketAddress inet && inet.getAddress() != null)
					? inet.getAddress().getHostAddress() : String.valueOf(this.address);
		}

	}

	/**
	 * Identifies events that are counted as repetitions of one another.
	 */
	private record Key(Stage stage, boolean expected, ErrorCode code, @Nullable PeerId peer, String host,
			ConnectionEnd.@Nullable Certificate certificate) {
	}

	/** Holds the last events, the most recent last. */
	private static final class Recent {

		private final Map<Key, Entry> entries = new LinkedHashMap<>();

		Entry add(Ended ended, long now) {
			ConnectionEnd.Certificate shown = ended.shown();
			Key key = new Key(ended.stage(), ended.expected(), ended.cause().code(), ended.peer(), ended.host(), shown);
			Entry entry = this.entries.remove(key);
			if (entry == null) {
				entry = new Entry();
			}
			entry.happened(ended, shown, now);
			this.entries.put(key, entry);
			if (this.entries.size() > MOST_RECENT) {
				this.entries.remove(this.entries.keySet().iterator().next());
			}
			return entry;
		}

		void addTo(List<ConnectionEnd> list, long now) {
			this.entries.values().forEach((entry) -> list.add(entry.toEnd(now)));
		}

	}

	/** Counts the repetitions of one event. */
	private static final class Entry {

		private @Nullable Ended last;

		private ConnectionEnd.@Nullable Certificate shown;

		private long at;

		private long count;

		private @Nullable Long loggedAt;

		void happened(Ended ended, ConnectionEnd.@Nullable Certificate certificate, long now) {
			this.last = ended;
			this.shown = certificate;
			this.at = now;
			this.count++;
		}

		boolean isLineDue(long now) {
			Long logged = this.loggedAt;
			return logged == null || now - logged >= PAUSE_NANOS;
		}

		ConnectionEnd toEnd(long now) {
			Ended ended = Objects.requireNonNull(this.last, "an entry has happened");
			return new ConnectionEnd(WallTime.of(this.at, now), this.count, ended.stage() == Stage.CLOSED,
					ended.dialled(), ended.expected(), ended.cause().code(), ended.cause().detail(), ended.peer(),
					(ended.address() != null) ? ended.address().toString() : null, this.shown);
		}

	}

}
