package io.quictransport;

import java.time.Duration;
import java.util.Map;

import io.quictransport.internal.text.ForeignText;
import org.jspecify.annotations.Nullable;

/**
 * Describes a stream of messages to be opened.
 *
 * @param peer the node at the other end
 * @param path names the stream handler there, 1 to 1024 bytes of UTF-8
 * @param headers small texts for the handler, such as trace context; bounded by the
 * option {@code maxHeaderSize}
 * @param timeout the time by which the stream must have ended in both directions,
 * positive; null for no bound
 */
public record StreamOpening(PeerId peer, String path, Map<String, String> headers, @Nullable Duration timeout) {

	/**
	 * Copies the headers, so that they never change.
	 * @param peer see {@link #peer()}
	 * @param path see {@link #path()}
	 * @param headers see {@link #headers()}
	 * @param timeout see {@link #timeout()}
	 */
	public StreamOpening {
		headers = ForeignText.copyOf(headers);
	}

	/**
	 * Opens a stream without headers and without a deadline.
	 * @param peer the node at the other end
	 * @param path names the stream handler there
	 * @return the opening
	 */
	public static StreamOpening of(PeerId peer, String path) {
		return new StreamOpening(peer, path, Map.of(), null);
	}

	/**
	 * Changes the headers.
	 * @param headers the new headers
	 * @return a copy with these headers
	 */
	public StreamOpening withHeaders(Map<String, String> headers) {
		return new StreamOpening(this.peer, this.path, headers, this.timeout);
	}

	/**
	 * Sets the deadline of the whole stream.
	 * @param timeout the time by which the stream must have ended, positive
	 * @return a copy with this deadline
	 */
	public StreamOpening withTimeout(Duration timeout) {
		return new StreamOpening(this.peer, this.path, this.headers, timeout);
	}

}
