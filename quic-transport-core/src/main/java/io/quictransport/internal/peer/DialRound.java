package io.quictransport.internal.peer;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.NodeAddress;
import io.quictransport.Outcome;
import io.quictransport.internal.loop.LoopTasks.LoopTimer;
import io.quictransport.internal.peer.DialTarget.DialListener;
import io.quictransport.internal.text.Log;
import org.jspecify.annotations.Nullable;

/**
 * Dials all addresses of a target once: the next address is tried when the previous one
 * has failed or is slow. The first connection whose handshake is complete ends the round.
 * Confined to the event loop.
 */
final class DialRound {

	private static final Log logger = Log.of(DialRound.class);

	/** After this time the next address is tried too (RFC 8305, section 5). */
	private static final long STAGGER_MILLIS = 250;

	/**
	 * After this time a silent address is dialled once more in parallel: the codec waits
	 * a second or longer before it resends a lost first packet.
	 */
	private static final long AGAIN_MILLIS = 1500;

	private static final int MOST_TIMES = 3;

	private final DialContext context;

	private final DialTarget target;

	private final DialListener listener;

	private final Redialler redialler;

	private final Queue<InetSocketAddress> untried = new ArrayDeque<>();

	private final Queue<InetSocketAddress> told = new ArrayDeque<>();

	/** The addresses that are dialled again if they are silent. */
	private final Set<InetSocketAddress> known = new LinkedHashSet<>();

	private final List<DialAttempt> attempts = new ArrayList<>();

	private @Nullable NetworkException lastFailure;

	private final LoopTimer stagger;

	private final LoopTimer again;

	private long begunAt;

	private int times = 1;

	private boolean ended;

	DialRound(DialContext context, DialTarget target, DialListener listener, Redialler redialler) {
		this.context = context;
		this.listener = listener;
		this.stagger = new LoopTimer(context.loop(), () -> guarded(this::tryNext));
		this.again = new LoopTimer(context.loop(), () -> guarded(this::dialAgain));
		this.target = target;
		this.redialler = redialler;
	}

	void begin() {
		guarded(this::resolve);
	}

	/**
	 * Takes a step of the round. If that fails, the dials under way are the last ones:
	 * whoever waits for the round is told that it has ended.
	 */
	private void guarded(Runnable step) {
		try {
			step.run();
		}
		catch (Throwable ex) {
			logger.warn("event=dial_not_begun peer={} reason=\"{}\"", this.target.expected(), ex, ex);
			if (!this.ended) {
				this.lastFailure = NetworkException.of(ErrorCode.NOT_CONNECTED, Outcome.NOT_SENT,
						"the dial could not begin: " + ex.getClass().getSimpleName(),
						ErrorContext.of(this.target.expected()), ex);
				this.untried.clear();
				this.told.clear();
				endIfAllFailed();
			}
		}
	}

	private void resolve() {
		this.context.connector()
			.resolve(this.target.addresses(), (found, failure) -> guarded(() -> resolved(found, failure)));
	}

	private void resolved(List<InetSocketAddress> found, @Nullable NetworkException failure) {
		if (this.ended) {
			return;
		}
		this.lastFailure = failure;
		this.known.addAll(found);
		List<NodeAddress> others = this.target.told();
		if (others.isEmpty()) {
			dial(List.of());
		}
		else {
			this.context.connector().resolve(others, (more, none) -> guarded(() -> dial(more)));
		}
	}

	private void dial(List<InetSocketAddress> others) {
		if (this.ended) {
			return;
		}
		SocketAddress avoided = this.target.avoided();
		this.known.removeIf((address) -> address.equals(avoided));
		this.untried.addAll(this.known);
		// A name may resolve to any number of addresses.
		others.stream()
			.filter((address) -> !address.equals(avoided) && !this.known.contains(address))
			.distinct()
			.limit(ToldAddresses.MOST)
			.forEach(this.told::add);
		this.begunAt = this.context.now();
		tryNext();
		dialAgainLater();
	}

	private void tryNext() {
		this.stagger.cancel();
		InetSocketAddress address = next();
		if (address == null) {
			endIfAllFailed();
			return;
		}
		DialAttempt attempt = new DialAttempt(this.context, this, address);
		this.attempts.add(attempt);
		attempt.begin((this.times == 1) ? this.context.settings().connectTimeout().toMillis() : millisLeft());
		if (!this.ended && !(this.untried.isEmpty() && this.told.isEmpty())) {
			this.stagger.setMillis(STAGGER_MILLIS);
		}
	}

	private @Nullable InetSocketAddress next() {
		InetSocketAddress address = this.untried.poll();
		if (address != null || this.told.isEmpty()) {
			return address;
		}
		if (this.target.admitTold()) {
			return this.told.poll();
		}
		this.told.clear();
		return null;
	}

	private void dialAgainLater() {
		if (!this.ended && this.times < MOST_TIMES && millisLeft() > AGAIN_MILLIS) {
			this.again.setMillis(AGAIN_MILLIS);
		}
	}

	private void dialAgain() {
		this.times++;
		List<InetSocketAddress> silent = this.attempts.stream()
			.map(DialAttempt::address)
			.filter(this.known::contains)
			.distinct()
			.toList();
		this.untried.addAll(silent);
		if (this.times == 2) {
			silent.forEach((address) -> this.context.connector()
				.probe(address, this.target, (cause) -> unreachable(address, cause)));
		}
		if (!this.untried.isEmpty()) {
			tryNext();
		}
		dialAgainLater();
	}

	/** The machine at an address, or the network, answers that nobody is there. */
	private void unreachable(InetSocketAddress address, NetworkException cause) {
		for (DialAttempt attempt : List.copyOf(this.attempts)) {
			if (attempt.address().equals(address)) {
				attempt.notReachable(cause);
			}
		}
	}

	/** The time until every address has had its turn. */
	private long millisLeft() {
		long passed = TimeUnit.NANOSECONDS.toMillis(this.context.now() - this.begunAt);
		return this.context.settings().connectTimeout().toMillis() - passed;
	}

	DialTarget target() {
		return this.target;
	}

	DialListener listener() {
		return this.listener;
	}

	/** One address has produced a connection: the others are not needed. */
	void succeeded(DialAttempt winner) {
		this.attempts.remove(winner);
		if (!this.ended) {
			this.redialler.roundSucceeded();
			abandon();
		}
	}

	/** One address has failed. */
	void attemptFailed(DialAttempt attempt, NetworkException cause) {
		this.attempts.remove(attempt);
		if (this.ended) {
			return;
		}
		this.lastFailure = cause;
		guarded(this::tryNext);
	}

	/** Gives up the attempts under way, except those that have sent HELLO already. */
	void abandon() {
		this.ended = true;
		cancelTimers();
		List.copyOf(this.attempts).forEach(DialAttempt::abandon);
	}

	/** Gives up all attempts under way. */
	void cancel() {
		this.ended = true;
		cancelTimers();
		List.copyOf(this.attempts).forEach(DialAttempt::cancel);
	}

	private void endIfAllFailed() {
		if (!this.attempts.isEmpty()) {
			return;
		}
		this.ended = true;
		cancelTimers();
		NetworkException cause = this.lastFailure;
		this.redialler.roundFailed((cause != null) ? cause : NetworkException.of(ErrorCode.NOT_CONNECTED,
				Outcome.NOT_SENT, "no address of the peer is known", ErrorContext.of(this.target.expected())));
	}

	private void cancelTimers() {
		this.stagger.cancel();
		this.again.cancel();
	}

}
