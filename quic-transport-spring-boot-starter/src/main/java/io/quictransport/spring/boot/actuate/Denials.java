package io.quictransport.spring.boot.actuate;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.quictransport.NetworkTransport;
import io.quictransport.PeerId;
import io.quictransport.internal.text.Log;
import io.quictransport.quic.QuicTransport;
import io.quictransport.tls.DenyList;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/**
 * Denies peers on behalf of an operator, each until its time ends. Peers that the options
 * deny stay denied. No denial outlives the process. Thread-safe.
 */
final class Denials implements AutoCloseable {

	private static final Log logger = Log.of(Denials.class);

	/** A date that far away can be shown, and is not meant. */
	private static final Duration LONGEST = Duration.ofDays(36_500);

	private final NetworkTransport transport;

	/** Those with an end: ids and serial numbers. Guarded by this. */
	private final Map<Object, Ending> endings = new HashMap<>();

	/** Made with the first denial that has an end. */
	private @Nullable ScheduledExecutorService clock;

	Denials(NetworkTransport transport) {
		this.transport = transport;
	}

	/**
	 * Denies an id or a serial number from now on.
	 * @param what a {@link PeerId} or the {@link BigInteger} of a serial number
	 * @param lasting for how long, null for ever
	 */
	synchronized void deny(Object what, @Nullable Duration lasting) {
		if (lasting != null && (lasting.isNegative() || lasting.isZero())) {
			throw invalid("The duration of a denial is " + lasting + " but must be positive");
		}
		if (lasting != null && lasting.compareTo(LONGEST) > 0) {
			throw invalid("The duration of a denial is " + lasting + " but may be " + LONGEST
					+ " at most; without one it lasts until it is allowed");
		}
		if (names(quic().denyList(), what) && !this.endings.containsKey(what) && lasting != null) {
			throw invalid(text(what) + " is denied already, without an end");
		}
		cancel(what);
		quic().updateDenyList((list) -> changed(list, what, true));
		if (lasting != null) {
			ScheduledFuture<?> end = clock().schedule(() -> ended(what), lasting.toMillis(), TimeUnit.MILLISECONDS);
			this.endings.put(what, new Ending(Instant.now().plus(lasting), end));
		}
	}

	/** Denies it no more. */
	synchronized void allow(Object what) {
		if (!names(quic().denyList(), what)) {
			throw invalid(text(what) + " is not denied");
		}
		cancel(what);
		quic().updateDenyList((list) -> changed(list, what, false));
	}

	private synchronized void ended(Object what) {
		if (this.endings.remove(what) != null) {
			quic().updateDenyList((list) -> changed(list, what, false));
			logger.info("event=denial_ended denied={} reason=\"its time is over\"", text(what));
		}
	}

	private void cancel(Object what) {
		Ending before = this.endings.remove(what);
		if (before != null) {
			before.task().cancel(false);
		}
	}

	/** Who is denied, and until when. */
	synchronized List<Denial> list() {
		if (!(this.transport instanceof QuicTransport quic)) {
			return List.of();
		}
		DenyList list = quic.denyList();
		return Stream.concat(list.ids().stream(), list.serials().stream()).map((what) -> {
			Ending end = this.endings.get(what);
			return new Denial((what instanceof PeerId id) ? id.value() : null,
					(what instanceof BigInteger serial) ? serial.toString(16) : null, (end != null) ? end.at() : null);
		}).toList();
	}

	private static DenyList changed(DenyList list, Object what, boolean denied) {
		Set<PeerId> ids = new HashSet<>(list.ids());
		Set<BigInteger> serials = new HashSet<>(list.serials());
		if (what instanceof PeerId id) {
			change(ids, id, denied);
		}
		else if (what instanceof BigInteger serial) {
			change(serials, serial, denied);
		}
		return new DenyList(ids, serials);
	}

	private static <T> void change(Set<T> set, T element, boolean contained) {
		if (contained) {
			set.add(element);
		}
		else {
			set.remove(element);
		}
	}

	private static boolean names(DenyList list, Object what) {
		return list.ids().contains(what) || list.serials().contains(what);
	}

	static String text(Object what) {
		return (what instanceof BigInteger serial) ? serial.toString(16) : what.toString();
	}

	private QuicTransport quic() {
		if (this.transport instanceof QuicTransport quic) {
			return quic;
		}
		throw invalid("This transport has no certificates, so it denies nobody");
	}

	private ScheduledExecutorService clock() {
		ScheduledExecutorService known = this.clock;
		if (known == null) {
			known = Executors.newSingleThreadScheduledExecutor((task) -> {
				Thread thread = new Thread(task, "quic-denials");
				thread.setDaemon(true);
				return thread;
			});
			this.clock = known;
		}
		return known;
	}

	private static InvalidEndpointRequestException invalid(String reason) {
		return new InvalidEndpointRequestException(reason, reason);
	}

	@Override
	public synchronized void close() {
		if (this.clock != null) {
			this.clock.shutdownNow();
		}
	}

	/**
	 * Holds when a denial ends, and the task that ends it.
	 *
	 * @param at when it comes
	 * @param task brings it about
	 */
	private record Ending(Instant at, ScheduledFuture<?> task) {
	}

	/**
	 * Describes a denial as the endpoint shows it.
	 *
	 * @param id the id that is denied, null if it is a serial number
	 * @param serial the serial number in hexadecimal, null if it is an id
	 * @param until when it ends, null if it does not
	 */
	record Denial(@Nullable String id, @Nullable String serial, @Nullable Instant until) {
	}

}
