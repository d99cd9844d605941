package io.quictransport.testing.memory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.Outcome;
import io.quictransport.quic.TransportLimits;
import org.jspecify.annotations.Nullable;

/**
 * Sends what this node requests of one peer, and keeps the messages that are sent and not
 * resolved. Confined to the event loop.
 */
final class Outbound {

	private final Node node;

	private final Peer peer;

	private final TransportLimits limits;

	private final Set<Call<?>> calls = new LinkedHashSet<>();

	private long bytes;

	/** Streams to the peer that wait for others to end. */
	private final Deque<StreamCall> waiting = new ArrayDeque<>();

	/** Streams that this node has opened or asked for. */
	private int streams;

	private volatile int inFlight;

	Outbound(Node node, Peer peer) {
		this.node = node;
		this.peer = peer;
		this.limits = node.options().limits();
	}

	int inFlight() {
		return this.inFlight;
	}

	/** Sends a message, keeps a stream until there is room for it, or fails it. */
	void submit(Call<?> call) {
		NetworkException refused = check(call);
		if (refused == null && call instanceof StreamCall stream && this.streams >= this.limits.maxMessageStreams()) {
			await(stream);
			return;
		}
		if (refused != null) {
			this.node.fail(call, refused);
			return;
		}
		NetworkMessage message = call.message();
		this.calls.add(call);
		this.streams += (call instanceof StreamCall) ? 1 : 0;
		this.inFlight = this.calls.size();
		this.bytes += message.content().length();
		call.timer = this.node.loop().after(Math.max(0, call.deadline() - System.nanoTime()), () -> expired(call));
		if (!(call instanceof StreamCall)) {
			this.peer.countSent(message.content().length());
		}
		this.peer.transmit((there) -> {
			if (!call.isDone()) {
				call.arrive(there.inbound());
			}
		});
	}

	private void await(StreamCall stream) {
		this.waiting.add(stream);
		stream.timer = this.node.loop().after(Math.max(0, stream.deadline() - System.nanoTime()), () -> {
			if (this.waiting.remove(stream)) {
				this.node.fail(stream, stream.failure(ErrorCode.DEADLINE_EXCEEDED, Outcome.NOT_SENT,
						"no other stream to the peer has ended in time"));
			}
		});
	}

	/** A stream that this node has opened, or asked for, is over. */
	private void streamEnded() {
		this.streams--;
		StreamCall next = (this.streams < this.limits.maxMessageStreams()) ? this.waiting.poll() : null;
		if (next != null) {
			this.node.submit(next);
		}
	}

	/** The peer has admitted a stream: its other end. */
	void opened(StreamCall call, InMemoryStream there) {
		if (!this.calls.contains(call)) {
			return;
		}
		InMemoryStream here = new InMemoryStream(this.peer, call.opening(), call.streamDeadline(),
				new Serial(this.node.loop(), this.node.executor()), this::streamEnded);
		this.streams++;
		remove(call);
		here.join(there);
		there.join(here);
		if (!call.succeedWith(here)) {
			here.cancel();
		}
	}

	/** Why a message cannot be sent, null if it can. */
	private @Nullable NetworkException check(Call<?> call) {
		Peer there = this.peer.other();
		if (there == null || this.peer.isLeaving()) {
			return call.failure(ErrorCode.NOT_CONNECTED, Outcome.NOT_SENT,
					"the peer is not connected; last error: " + this.peer.lastError());
		}
		if (this.peer.isRefused()) {
			return call.failure(ErrorCode.DRAINING, Outcome.NOT_SENT, "the peer is about to stop");
		}
		TransportLimits theirs = there.node().options().limits();
		int size = call.message().content().length();
		if (this.inFlight >= Math.min(this.limits.maxInFlight(), theirs.maxInFlight())
				|| (this.inFlight > 0 && this.bytes + size > this.limits.maxQueuedBytes())) {
			return call.failure(ErrorCode.OVERLOADED, Outcome.NOT_SENT,
					this.inFlight + " messages are already in flight to the peer");
		}
		ErrorCode tooLarge = Messages.tooLarge(theirs, call.message().headers(), size);
		return (tooLarge != null) ? call.failure(tooLarge, Outcome.NOT_SENT,
				"the payload has " + size + " bytes, at most " + theirs.maxMessageSize() + " are admitted by the peer")
				: null;
	}

	private void expired(Call<?> call) {
		if (fail(call, ErrorCode.DEADLINE_EXCEEDED, Outcome.UNKNOWN, "no answer came in time")) {
			cancelThere(call);
		}
	}

	/** The caller has cancelled. */
	void cancelled(Call<?> call) {
		if (call instanceof StreamCall stream) {
			this.waiting.remove(stream);
		}
		if (remove(call)) {
			cancelThere(call);
		}
	}

	private void cancelThere(Call<?> call) {
		this.peer.transmit((there) -> call.cancelThere());
	}

	void replied(Call<?> call, Map<String, String> headers, byte[] payload) {
		ErrorCode tooLarge = Messages.tooLarge(this.limits, headers, payload.length);
		if (tooLarge != null) {
			fail(call, tooLarge, Outcome.UNKNOWN, "the reply has " + payload.length + " bytes");
		}
		else if (remove(call)) {
			this.peer.countReceived(payload.length);
			call.succeed(Messages.reply(call.message(), this.node.id(), headers, payload));
		}
	}

	void admitted(Call<?> call) {
		if (remove(call)) {
			call.succeed(call.message());
		}
	}

	/** Fails a message unless it has ended already. */
	boolean fail(Call<?> call, ErrorCode code, Outcome outcome, String why) {
		return fail(call, new Told(code, why), outcome);
	}

	/** Fails a message with what the other end tells, unless it has ended already. */
	boolean fail(Call<?> call, Told told, Outcome outcome) {
		boolean removed = remove(call);
		if (removed) {
			this.node.fail(call, call.failure(told, outcome));
		}
		return removed;
	}

	/** Nothing more will be heard of what was sent. */
	void failAll(ErrorCode code, String why) {
		for (StreamCall call = this.waiting.poll(); call != null; call = this.waiting.poll()) {
			this.node.fail(call, call.failure(code, Outcome.NOT_SENT, why));
		}
		List.copyOf(this.calls).forEach((call) -> fail(call, code, Outcome.UNKNOWN, why));
	}

	private boolean remove(Call<?> call) {
		if (!this.calls.remove(call)) {
			return false;
		}
		this.inFlight = this.calls.size();
		this.bytes -= call.message().content().length();
		Future<?> timer = call.timer;
		if (timer != null) {
			timer.cancel(false);
		}
		if (call instanceof StreamCall) {
			streamEnded();
		}
		return true;
	}

}
