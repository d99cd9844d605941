package io.quictransport.internal.messaging;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.quictransport.MessagePayload;
import org.jspecify.annotations.Nullable;

/**
 * Holds what few handlers use of their request: actions for its cancellation, and headers
 * and a payload for its reply. The handler's threads and the event loop meet here,
 * guarded by the monitor.
 */
final class RequestExtras {

	/** The extras of every request whose handler has answered. */
	static final RequestExtras ENDED = new RequestExtras(true);

	private boolean ended;

	private List<Runnable> onCancel = List.of();

	private @Nullable Map<String, String> replyHeaders;

	private @Nullable MessagePayload replyPayload;

	RequestExtras() {
		this(false);
	}

	private RequestExtras(boolean ended) {
		this.ended = ended;
	}

	/** Adds an action, unless the request has ended. */
	synchronized void onCancel(Runnable action) {
		if (!this.ended) {
			if (this.onCancel.isEmpty()) {
				this.onCancel = new ArrayList<>(1);
			}
			this.onCancel.add(action);
		}
	}

	/** The actions that have not been taken yet, for the caller to run. */
	synchronized List<Runnable> takeActions() {
		List<Runnable> actions = this.onCancel;
		this.onCancel = List.of();
		return actions;
	}

	synchronized void replyHeader(String name, String value) {
		if (this.ended) {
			throw new IllegalStateException("the answer is given: it takes no more headers");
		}
		Objects.requireNonNull(name, "name");
		Objects.requireNonNull(value, "value");
		Map<String, String> headers = this.replyHeaders;
		if (headers == null) {
			headers = new LinkedHashMap<>();
			this.replyHeaders = headers;
		}
		headers.put(name, value);
	}

	synchronized void replyPayload(MessagePayload payload) {
		if (this.ended) {
			throw new IllegalStateException("the answer is given: it takes no other payload");
		}
		this.replyPayload = Objects.requireNonNull(payload, "payload");
	}

	/** From here on no cancellation is reported, and what was used does not change. */
	synchronized void end() {
		this.ended = true;
		this.onCancel = List.of();
	}

	/** The headers of the reply, once it has ended. */
	synchronized Map<String, String> replyHeaders() {
		return (this.replyHeaders != null) ? this.replyHeaders : Map.of();
	}

	/** The payload of the reply, null if none was given here. */
	synchronized @Nullable MessagePayload replyPayload() {
		return this.replyPayload;
	}

}
