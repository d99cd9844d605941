package io.quictransport.nodes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageStream;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.NetworkTransport;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PathKind;
import io.quictransport.PeerId;
import io.quictransport.Registration;
import io.quictransport.StreamOpening;
import io.quictransport.internal.loop.LoopTasks.LoopTimer;
import io.quictransport.internal.text.ForeignText;
import org.jspecify.annotations.Nullable;

/**
 * Leads calls to the nodes that offer a service or serve a path, and publishes to all of
 * them. One object serves all callers of a transport: it counts their calls to choose by.
 *
 * <p>
 * A call goes to the node that the {@link NodeSelector} puts first. If that is known not
 * to have taken the call ({@link Outcome#NOT_SENT}, {@link Outcome#NOT_ACCEPTED}), the
 * next one is asked within the same deadline. No other node is asked if a handler may
 * have run, or if the application has answered with an error that does not invite a
 * retry. Nodes that announce no paths are asked last. The calling node is itself a
 * candidate if it offers the service or serves the path, unless the target excludes it.
 *
 * <p>
 * All methods may be called from any thread, and none blocks. Failures are
 * {@link NetworkException}s; cancelling a future cancels what it stands for.
 */
public final class Nodes implements AutoCloseable {

	private final NetworkTransport transport;

	private final NodeSelector selector;

	private final LongSupplier clock;

	private final NodeLoads loads;

	private final NodeDirectory directory;

	private final Registration subscription;

	/**
	 * Makes nodes that are asked in turn.
	 * @param transport makes the calls
	 */
	public Nodes(NetworkTransport transport) {
		this(transport, NodeSelectors.inTurn());
	}

	/**
	 * Makes nodes that a selector chooses among.
	 * @param transport makes the calls
	 * @param selector chooses
	 */
	public Nodes(NetworkTransport transport, NodeSelector selector) {
		this(transport, selector, System::nanoTime);
	}

	/** Measures time by another clock. */
	Nodes(NetworkTransport transport, NodeSelector selector, LongSupplier clock) {
		this.transport = transport;
		this.selector = selector;
		this.clock = clock;
		this.loads = new NodeLoads(clock);
		this.directory = new NodeDirectory(transport, this.loads);
		this.subscription = transport.subscribe(this.directory);
	}

	private Nodes(Nodes shared, NodeSelector selector) {
		this.transport = shared.transport;
		this.selector = selector;
		this.clock = shared.clock;
		this.loads = shared.loads;
		this.directory = shared.directory;
		this.subscription = shared.subscription;
	}

	/**
	 * Changes what chooses. Both objects count their calls together, so that each sees
	 * what the other's have the nodes do, and closing one closes both.
	 * @param selector chooses
	 * @return the same nodes, that this selector chooses among
	 */
	public Nodes withSelector(NodeSelector selector) {
		return new Nodes(this, selector);
	}

	/**
	 * Sends a request to one of the nodes.
	 * @param target the nodes that may answer
	 * @param path names the handler there
	 * @param payload the content
	 * @param timeout the time until the deadline, positive
	 * @return completes with the reply
	 */
	public CompletableFuture<NetworkMessage> request(NodeTarget target, String path, byte[] payload, Duration timeout) {
		return call(target, PathKind.REQUEST, path, timeout,
				(node, left) -> this.transport.request(NetworkMessage.request(node, path, payload), left));
	}

	/**
	 * Sends a one-way message to one of the nodes.
	 * @param target the nodes that may take it
	 * @param path names the handlers there
	 * @param payload the content
	 * @param timeout the time until the deadline, positive
	 * @return completes when a node has admitted the message
	 */
	public CompletableFuture<Void> send(NodeTarget target, String path, byte[] payload, Duration timeout) {
		return call(target, PathKind.MESSAGE, path, timeout,
				(node, left) -> this.transport.send(NetworkMessage.message(node, path, payload), left));
	}

	/**
	 * Opens a stream of messages, without a deadline of its own, to one of the nodes.
	 * @param target the nodes that may serve it
	 * @param path names the stream handler there
	 * @param timeout the time by which a node must have admitted it, positive
	 * @return completes when a node has admitted the stream
	 */
	public CompletableFuture<MessageStream> openStream(NodeTarget target, String path, Duration timeout) {
		return call(target, PathKind.STREAM, path, timeout, (node, left) -> open(StreamOpening.of(node, path), left));
	}

	/**
	 * Opens a stream, unless it is not admitted in time: that is not the stream's own.
	 */
	private CompletableFuture<MessageStream> open(StreamOpening opening, Duration timeout) {
		NodeFuture<MessageStream> admitted = new NodeFuture<>();
		CompletableFuture<MessageStream> stream = this.transport.openStream(opening);
		admitted.follow(stream);
		// With orTimeout, early updates of Java 17 keep what fails until the time is
		// over.
		CompletableFuture<Boolean> expiry = new CompletableFuture<>();
		expiry.completeOnTimeout(true, LoopTimer.nanos(timeout), TimeUnit.NANOSECONDS).thenAccept((passed) -> {
			if (passed) {
				stream.completeExceptionally(new TimeoutException());
			}
		});
		stream.whenComplete((served, failure) -> {
			expiry.complete(false);
			if (failure == null) {
				admitted.deliver(served);
			}
			else if (failure instanceof TimeoutException) {
				admitted.reject(NetworkException.of(ErrorCode.DEADLINE_EXCEEDED, Outcome.UNKNOWN,
						"the stream was not admitted in time", ErrorContext.of(opening), failure));
			}
			else {
				admitted.reject(Failures.unwrapped(failure));
			}
		});
		return admitted;
	}

	/**
	 * Makes a call of any kind at one of the nodes.
	 * @param <T> the type of the result
	 * @param target the nodes that may take the call
	 * @param kind what goes over the path
	 * @param path names the handler there
	 * @param timeout the time until the deadline, positive
	 * @param attempt makes the call at one node; called again for the next one
	 * @return completes as the last attempt does; fails with
	 * {@link ErrorCode#NOT_CONNECTED} if there is no such node. Of a target that is one
	 * node, the attempt's own future
	 */
	public <T> CompletableFuture<T> call(NodeTarget target, PathKind kind, String path, Duration timeout,
			NodeAttempt<T> attempt) {
		NodeFuture<T> result = new NodeFuture<>();
		NetworkException invalid = check(target, path, timeout);
		if (invalid != null) {
			result.reject(invalid);
			return result;
		}
		PeerId one = target.node();
		if (one != null) {
			return attempt.at(one, timeout);
		}
		List<PeerId> order;
		try {
			order = order(target, kind, path);
		}
		catch (Throwable ex) {
			result.reject(NetworkException.of(ErrorCode.INTERNAL, Outcome.NOT_SENT,
					"the selector has failed: " + ForeignText.line(ex), new ErrorContext(null, null, path, null, null),
					ex));
			return result;
		}
		if (order.isEmpty()) {
			result.reject(none(target, path));
			return result;
		}
		new Attempts<>(order, Deadline.in(timeout, this.clock), attempt, result).run();
		return result;
	}

	/**
	 * Sends a one-way message to all nodes that it is for, to all at once and within one
	 * deadline. For a service these are the nodes that offer it; for a path those that
	 * have announced that they take messages on it, and those that announce no paths,
	 * which are sent the message as well. Messages of one thread to one node and path
	 * keep their order.
	 * @param publication the message
	 * @param timeout the time until the deadline, positive
	 * @return completes with what is known at each node when that is known of all, at the
	 * deadline at the latest, with an empty result if the message is for no node; fails
	 * only if the message could be sent to none, because it is invalid or the transport
	 * is not running
	 */
	public CompletableFuture<PublishResult> publish(Publication publication, Duration timeout) {
		return publish(publication.target(), publication.path(), timeout,
				(node, left) -> this.transport.send(publication.to(node), left));
	}

	/**
	 * Publishes as {@link #publish(Publication, Duration)}, by an attempt of the
	 * caller's.
	 * @param target the nodes that the message is for
	 * @param path names the handlers there
	 * @param timeout the time until the deadline, positive
	 * @param attempt sends the message to one node; called for each
	 * @return completes with what is known at each node
	 */
	public CompletableFuture<PublishResult> publish(NodeTarget target, String path, Duration timeout,
			NodeAttempt<Void> attempt) {
		NetworkException invalid = check(target, path, timeout);
		if (invalid != null) {
			NodeFuture<PublishResult> failed = new NodeFuture<>();
			failed.reject(invalid);
			return failed;
		}
		Audience audience = Audience.of(this.transport, target, path);
		return Broadcast.begin(audience, Deadline.in(timeout, this.clock), counted(attempt));
	}

	/** Stops listening for peers; calls are no longer to be made. */
	@Override
	public void close() {
		this.subscription.close();
	}

	private static @Nullable NetworkException check(NodeTarget target, String path, Duration timeout) {
		return (timeout.isZero() || timeout.isNegative()) ? NetworkException.of(ErrorCode.INVALID_MESSAGE,
				Outcome.NOT_SENT, "the message cannot be sent: its timeout is " + timeout + ", which is not positive",
				new ErrorContext(target.node(), null, path, null, null)) : null;
	}

	private static NetworkException none(NodeTarget target, String path) {
		String service = target.service();
		return NetworkException.of(ErrorCode.NOT_CONNECTED, Outcome.NOT_SENT,
				(service != null)
						? "no connected peer offers the service '" + service
								+ "'; nodes name theirs in quic.transport.services"
						: "no connected peer serves the path",
				new ErrorContext(null, null, path, null, null));
	}

	private List<PeerId> order(NodeTarget target, PathKind kind, String path) {
		NodeInfo self = this.transport.localNode();
		String service = target.service();
		if (service != null) {
			return choose(target, kind, path, self, (info) -> info.services().contains(service));
		}
		List<PeerId> order = new ArrayList<>(
				choose(target, kind, path, self, (info) -> info.paths() != null && info.mayServe(kind, path)));
		order.addAll(choose(target, kind, path, self, (info) -> info.paths() == null));
		return order;
	}

	private List<PeerId> choose(NodeTarget target, PathKind kind, String path, NodeInfo self,
			Predicate<NodeInfo> condition) {
		List<NodeInfo> infos = this.directory.select(condition);
		boolean own = target.admitsOwnNode(true) && condition.test(self);
		if (infos.size() + (own ? 1 : 0) < 2) {
			return own ? List.of(self.id()) : infos.stream().map(NodeInfo::id).toList();
		}
		List<NodeCandidate> candidates = new ArrayList<>(infos.size() + 1);
		infos.forEach((info) -> candidates.add(candidate(info, false)));
		if (own) {
			candidates.add(candidate(self, true));
			candidates.sort((one, other) -> one.id().compareTo(other.id()));
		}
		return this.selector.order(new NodeSelection(target, kind, path, self), candidates)
			.stream()
			.map(NodeCandidate::id)
			.toList();
	}

	private NodeCandidate candidate(NodeInfo info, boolean own) {
		return new NodeCandidate(info, own, this.loads.inFlight(info.id()), this.loads.latency(info.id()));
	}

	/**
	 * Begins a call that counts as one of its node. It no longer counts when its caller
	 * is notified, because the caller may then make the next call at once.
	 */
	private <T> NodeAttempt<T> counted(NodeAttempt<T> attempt) {
		return (node, left) -> {
			NodeLoads.Load load = isThere(node) ? this.loads.begin(node) : new NodeLoads.Load(this.clock);
			long begun = this.clock.getAsLong();
			CompletableFuture<T> call;
			try {
				call = Objects.requireNonNull(attempt.at(node, left), "the attempt returned no future");
			}
			catch (Throwable ex) {
				load.end(begun, false);
				throw ex;
			}
			NodeFuture<T> counted = new NodeFuture<>();
			counted.follow(call);
			call.whenComplete((value, failure) -> {
				load.end(begun, failure == null || !Failures.isUntaken(failure));
				if (failure == null) {
					counted.deliver(value);
				}
				else {
					counted.reject(Failures.unwrapped(failure));
				}
			});
			return counted;
		};
	}

	/** Whether a node can be chosen: of others nothing is remembered. */
	private boolean isThere(PeerId node) {
		return this.directory.has(node) || node.equals(this.transport.localNode().id());
	}

	/**
	 * Asks one node after another.
	 *
	 * @param <T> the type of the result
	 */
	private final class Attempts<T> {

		private final List<PeerId> order;

		private final Deadline deadline;

		private final NodeAttempt<T> attempt;

		private final NodeFuture<T> result;

		private int next;

		Attempts(List<PeerId> order, Deadline deadline, NodeAttempt<T> attempt, NodeFuture<T> result) {
			this.order = order;
			this.deadline = deadline;
			this.attempt = counted(attempt);
			this.result = result;
		}

		/** Asks until an attempt does not end at once; that one goes on when it ends. */
		void run() {
			CompletableFuture<T> current;
			do {
				current = begin();
				if (!current.isDone()) {
					current.whenComplete((value, failure) -> {
						if (!ended(value, failure)) {
							run();
						}
					});
					return;
				}
			}
			while (!ended(current));
		}

		private CompletableFuture<T> begin() {
			CompletableFuture<T> current;
			try {
				current = this.attempt.at(this.order.get(this.next++), this.deadline.left());
			}
			catch (Throwable ex) {
				// It may be asked on a thread whose failures nobody sees.
				current = CompletableFuture.failedFuture(ex);
			}
			this.result.follow(current);
			return current;
		}

		private boolean ended(CompletableFuture<T> current) {
			return current.handle(this::ended).getNow(true);
		}

		/** Whether the call has ended with this attempt. */
		private boolean ended(T value, @Nullable Throwable failure) {
			if (failure == null) {
				this.result.deliver(value);
				return true;
			}
			if (this.next < this.order.size() && !this.result.isDone() && !this.deadline.isOver()
					&& Failures.mayAskAnother(failure)) {
				return false;
			}
			this.result.reject(Failures.unwrapped(failure));
			return true;
		}

	}

}
