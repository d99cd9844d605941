package io.quictransport;

import java.util.StringJoiner;

import io.quictransport.internal.text.ForeignText;
import org.jspecify.annotations.Nullable;

/**
 * Describes where a failure happened. Parts that do not apply are null.
 *
 * @param peer the peer
 * @param address the peer's address
 * @param path the path of the message
 * @param correlationId the message's correlation id
 * @param state the state of the transport, peer or connection at that moment
 */
public record ErrorContext(@Nullable PeerId peer, @Nullable String address, @Nullable String path,
		@Nullable String correlationId, @Nullable String state) {

	/** Nothing is known. */
	public static final ErrorContext NONE = new ErrorContext(null, null, null, null, null);

	/**
	 * Makes the context of a peer.
	 * @param peer the peer
	 * @return a context with nothing else in it
	 */
	public static ErrorContext of(@Nullable PeerId peer) {
		return new ErrorContext(peer, null, null, null, null);
	}

	/**
	 * Makes the context of an address.
	 * @param peer the peer, null if not known yet
	 * @param address the address, by its toString
	 * @return a context with nothing else in it
	 */
	public static ErrorContext at(@Nullable PeerId peer, @Nullable Object address) {
		return new ErrorContext(peer, (address != null) ? address.toString() : null, null, null, null);
	}

	/**
	 * Makes the context of a message.
	 * @param message the message
	 * @return a context with the message's destination, path and correlation id
	 */
	public static ErrorContext of(NetworkMessage message) {
		return new ErrorContext(message.destination(), null, message.path(),
				message.correlationId().isEmpty() ? null : message.correlationId(), null);
	}

	/**
	 * Makes the context of a stream of messages that was to be opened.
	 * @param opening the opening of the stream
	 * @return a context with the peer and the path of the stream
	 */
	public static ErrorContext of(StreamOpening opening) {
		return new ErrorContext(opening.peer(), null, opening.path(), null, null);
	}

	/**
	 * Adds the address.
	 * @param address the address, by its toString
	 * @return a copy with the address
	 */
	public ErrorContext withAddress(@Nullable Object address) {
		return new ErrorContext(this.peer, (address != null) ? address.toString() : null, this.path, this.correlationId,
				this.state);
	}

	/**
	 * Adds the state.
	 * @param state the state, by its toString
	 * @return a copy with the state
	 */
	public ErrorContext withState(@Nullable Object state) {
		return new ErrorContext(this.peer, this.address, this.path, this.correlationId,
				(state != null) ? state.toString() : null);
	}

	@Override
	public String toString() {
		StringJoiner parts = new StringJoiner(" ", " [", "]").setEmptyValue("");
		append(parts, "peer", this.peer);
		append(parts, "address", this.address);
		append(parts, "path", this.path);
		append(parts, "correlation", this.correlationId);
		append(parts, "state", this.state);
		return parts.toString();
	}

	private static void append(StringJoiner parts, String name, @Nullable Object value) {
		if (value != null) {
			parts.add(name + "=" + ForeignText.line(value));
		}
	}

}
