package io.quictransport.spring.boot.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.NetworkTransport;
import io.quictransport.Outcome;
import io.quictransport.PeerId;

/**
 * Makes a call at the peers that can answer it, one after another: the next one only if
 * it is known that the last has not taken the call.
 */
final class Attempts {

	/** What is longer could not be added to a time; the transport has the same bound. */
	private static final Duration LONGEST_TIMEOUT = Duration.ofDays(36_500);

	private final NetworkTransport transport;

	private final PeerDirectory peers;

	private final Turns turns = new Turns();

	Attempts(NetworkTransport transport, PeerDirectory peers) {
		this.transport = transport;
		this.peers = peers;
	}

	<T> CallFuture<T> run(NodeCall call, Duration timeout, BiFunction<PeerId, Duration, CompletableFuture<T>> attempt) {
		if (timeout.isZero() || timeout.isNegative()) {
			CallFuture<T> result = new CallFuture<>(this.transport);
			result.reject(NetworkException.of(ErrorCode.INVALID_MESSAGE, Outcome.NOT_SENT,
					"the message cannot be sent: its time-out is " + timeout + ", which is not positive",
					new ErrorContext(call.peer(), null, call.path(), null, null)));
			return result;
		}
		if (call.waitForConnection()) {
			return ConnectionWait.run(this.transport, call, timeout, (left) -> now(call, left, attempt));
		}
		return now(call, timeout, attempt);
	}

	private <T> CallFuture<T> now(NodeCall call, Duration timeout,
			BiFunction<PeerId, Duration, CompletableFuture<T>> attempt) {
		CallFuture<T> result = new CallFuture<>(this.transport);
		List<PeerId> candidates = candidates(call);
		if (candidates.isEmpty()) {
			result.reject(NetworkException.of(ErrorCode.NOT_CONNECTED, Outcome.NOT_SENT,
					"no connected peer offers the service '" + call.service()
							+ "'; nodes name theirs in quic.transport.services",
					new ErrorContext(null, null, call.path(), null, null)));
			return result;
		}
		next(result, candidates, 0, System.nanoTime() + nanos(timeout), attempt);
		return result;
	}

	static long nanos(Duration timeout) {
		return ((timeout.compareTo(LONGEST_TIMEOUT) < 0) ? timeout : LONGEST_TIMEOUT).toNanos();
	}

	private <T> void next(CallFuture<T> result, List<PeerId> candidates, int index, long deadline,
			BiFunction<PeerId, Duration, CompletableFuture<T>> attempt) {
		Duration left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
		CompletableFuture<T> current = attempt.apply(candidates.get(index), left);
		result.follow(current);
		current.whenComplete((value, failure) -> {
			if (failure == null) {
				result.resolve(value);
				return;
			}
			Throwable cause = QuicMessageHandler.unwrapped(failure);
			if (index + 1 < candidates.size() && !result.isDone() && deadline - System.nanoTime() > 0
					&& mayAskAnother(cause)) {
				next(result, candidates, index + 1, deadline, attempt);
			}
			else {
				result.reject(cause);
			}
		});
	}

	/**
	 * Not where the fault is this node's, which the next peer does not mend, nor where
	 * the application has spoken, unless it has said to try again.
	 */
	private static boolean mayAskAnother(Throwable cause) {
		return cause instanceof NetworkException known && known.outcome() != Outcome.UNKNOWN
				&& (known.code() != ErrorCode.APPLICATION_ERROR || known.isRetryable())
				&& known.code() != ErrorCode.INVALID_MESSAGE && known.code() != ErrorCode.NOT_RUNNING
				&& known.code() != ErrorCode.CANCELLED;
	}

	private List<PeerId> candidates(NodeCall call) {
		PeerId peer = call.peer();
		String service = call.service();
		if (peer != null || service == null) {
			return (peer != null) ? List.of(peer) : List.of();
		}
		List<PeerId> offering = this.peers.offering(this.transport, service);
		if (offering.size() < 2) {
			return offering;
		}
		int first = this.turns.next(service, offering.size());
		List<PeerId> rotated = new ArrayList<>(offering.subList(first, offering.size()));
		rotated.addAll(offering.subList(0, first));
		return rotated;
	}

}
