package io.quictransport.testing.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.testing.history.Entry.What;
import io.quictransport.testing.history.Message.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Records what happens to messages, in one order. Any thread may record. A sender records
 * a message before sending it, and a handler records its start before it does anything
 * else.
 */
public final class History {

	private final List<Entry> entries = new ArrayList<>();

	private final Map<Long, Message> messages = new HashMap<>();

	/**
	 * Records that a message is about to be submitted. The messages of one channel must
	 * be submitted in the order in which they are recorded.
	 * @param kind what it is
	 * @param from the id of its sender
	 * @param to the id of its receiver
	 * @param channel its path, or what names its stream
	 * @return the message
	 */
	public synchronized Message sent(Kind kind, String from, String to, String channel) {
		Message message = new Message(this.messages.size() + 1L, kind, from, to, channel);
		this.messages.put(message.number(), message);
		add(message, What.SENT, null, "");
		return message;
	}

	/**
	 * Records what the sender is told.
	 * @param message the message
	 * @param cause why it failed, null if it did not
	 */
	public synchronized void told(Message message, @Nullable Throwable cause) {
		if (cause == null) {
			add(message, What.SUCCEEDED, null, "");
		}
		else {
			Throwable known = (cause.getCause() instanceof NetworkException wrapped) ? wrapped : cause;
			Outcome outcome = (known instanceof NetworkException failure) ? failure.outcome() : Outcome.UNKNOWN;
			add(message, What.FAILED, outcome, String.valueOf(known.getMessage()));
		}
	}

	/**
	 * Records that a handler begins.
	 * @param number the number in the payload that it was given
	 * @param at the id of its node
	 */
	public synchronized void began(long number, String at) {
		add(find(number), What.BEGAN, null, at);
	}

	/**
	 * Records that a handler ends.
	 * @param number the number in the payload that it was given
	 * @param at the id of its node
	 */
	public synchronized void ended(long number, String at) {
		add(find(number), What.ENDED, null, at);
	}

	private Message find(long number) {
		Message message = this.messages.get(number);
		if (message == null) {
			throw new IllegalArgumentException("no message has the number " + number);
		}
		return message;
	}

	private void add(Message message, What what, @Nullable Outcome outcome, String detail) {
		this.entries.add(new Entry(message, what, outcome, detail));
	}

	/**
	 * Returns what has happened so far.
	 * @return a copy, in order
	 */
	public synchronized List<Entry> entries() {
		return List.copyOf(this.entries);
	}

	/**
	 * Returns what has happened to one message.
	 * @param number its number
	 * @return a copy, in order
	 */
	public synchronized List<Entry> of(long number) {
		return this.entries.stream().filter((entry) -> entry.message().number() == number).toList();
	}

}
