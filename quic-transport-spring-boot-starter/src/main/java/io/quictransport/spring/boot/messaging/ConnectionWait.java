package io.quictransport.spring.boot.messaging;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.NetworkTransport;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PeerConnectionException;
import io.quictransport.PeerId;
import io.quictransport.PeerListener;
import io.quictransport.Registration;
import org.jspecify.annotations.Nullable;

/**
 * Repeats a call whenever a peer comes up or changes, until a node takes it, it fails for
 * another reason than the lack of a connection, or its deadline has passed. Until a node
 * takes it, nothing has left this node, so it remains the same call.
 *
 * @param <T> the type of the result
 */
final class ConnectionWait<T> implements PeerListener {

	/** What is longer could not be added to a time; the transport has the same bound. */
	private static final Duration LONGEST_TIMEOUT = Duration.ofDays(36_500);

	private final CallFuture<T> result;

	private final NodeCall call;

	private final long deadline;

	private final Function<Duration, CompletableFuture<T>> attempt;

	/** Completes when peers have changed since the last attempt began. */
	private volatile CompletableFuture<NodeInfo> changed = new CompletableFuture<>();

	private volatile @Nullable Throwable lastFailure;

	private ConnectionWait(NetworkTransport transport, NodeCall call, long deadline,
			Function<Duration, CompletableFuture<T>> attempt) {
		this.result = new CallFuture<>(transport);
		this.call = call;
		this.deadline = deadline;
		this.attempt = attempt;
	}

	static <T> CallFuture<T> run(NetworkTransport transport, NodeCall call, Duration timeout,
			Function<Duration, CompletableFuture<T>> attempt) {
		long nanos = nanos(timeout);
		ConnectionWait<T> wait = new ConnectionWait<>(transport, call, System.nanoTime() + nanos, attempt);
		Registration subscription = transport.subscribe(wait);
		CompletableFuture<Boolean> timer = new CompletableFuture<>();
		timer.completeOnTimeout(true, nanos, TimeUnit.NANOSECONDS).thenAccept((passed) -> {
			if (passed) {
				wait.expired();
			}
		});
		wait.result.whenComplete((value, failure) -> {
			subscription.close();
			// Early updates of Java 17 keep one that is cancelled until its time is over.
			timer.complete(false);
		});
		wait.next();
		return wait.result;
	}

	/** A timeout as a number that can be added to the clock's. */
	static long nanos(Duration timeout) {
		return ((timeout.compareTo(LONGEST_TIMEOUT) < 0) ? timeout : LONGEST_TIMEOUT).toNanos();
	}

	@Override
	public void peerUp(NodeInfo peer) {
		changed(peer);
	}

	@Override
	public void peerUpdated(NodeInfo peer) {
		changed(peer);
	}

	/** A peer may change as often as it likes, and any number of calls may wait. */
	private void changed(NodeInfo peer) {
		PeerId node = this.call.target().node();
		String service = this.call.target().service();
		if ((node == null || node.equals(peer.id())) && (service == null || peer.services().contains(service))) {
			this.changed.complete(peer);
		}
	}

	private void next() {
		if (this.result.isDone()) {
			return;
		}
		CompletableFuture<NodeInfo> change = new CompletableFuture<>();
		this.changed = change;
		CompletableFuture<T> current;
		try {
			current = this.attempt.apply(Duration.ofNanos(Math.max(1, this.deadline - System.nanoTime())));
		}
		catch (Throwable ex) {
			// Nobody else sees what fails where a peer has changed.
			this.result.reject(ex);
			return;
		}
		this.result.follow(current);
		current.whenComplete((value, failure) -> {
			if (failure == null) {
				this.result.resolve(value);
				return;
			}
			Throwable cause = QuicMessageHandler.unwrapped(failure);
			if (!isNobodyThere(cause)) {
				this.result.reject(cause);
				return;
			}
			this.lastFailure = cause;
			change.thenRun(this::next);
		});
	}

	/** Whether a connection would help: nothing has been sent, for there is none. */
	private static boolean isNobodyThere(Throwable cause) {
		return cause instanceof NetworkException known && known.outcome() == Outcome.NOT_SENT
				&& ((known instanceof PeerConnectionException && known.code().isTransient())
						|| known.code() == ErrorCode.UNKNOWN_PEER || known.code() == ErrorCode.DRAINING);
	}

	private void expired() {
		Throwable last = this.lastFailure;
		if (last != null) {
			this.result.reject(NetworkException.of(ErrorCode.DEADLINE_EXCEEDED, Outcome.NOT_SENT,
					"no peer that could take the call was connected in time: "
							+ ((last instanceof NetworkException known) ? known.code() + ", " + known.detail() : last),
					new ErrorContext(this.call.peer(), null, this.call.path(), null, null), last));
		}
	}

}
