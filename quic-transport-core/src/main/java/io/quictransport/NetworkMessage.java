package io.quictransport;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;

import io.quictransport.internal.text.ForeignText;
import org.jspecify.annotations.Nullable;

/**
 * Represents one message between two nodes.
 *
 * <p>
 * The payload is not copied before it is written, so do not change an array after passing
 * it on; what holds for buffers and views is said at {@link MessagePayload}. Two messages
 * are equal if all parts are, including the payload's bytes.
 *
 * @param source the sender; set by the receiving transport from the connection's
 * certificate, null on a message that has not been delivered
 * @param destination the node that the message is for
 * @param type {@link MessageType#REQUEST}, {@link MessageType#REPLY} or
 * {@link MessageType#MESSAGE}
 * @param path names the handler, 1 to 1024 bytes of UTF-8
 * @param headers small texts in addition to the payload, such as trace context; bounded
 * by the option {@code maxHeaderSize}
 * @param correlationId the application's own identifier of a message and what it causes;
 * empty if there is none
 * @param content the payload; may be empty
 */
public record NetworkMessage(@Nullable PeerId source, PeerId destination, MessageType type, String path,
		Map<String, String> headers, String correlationId, MessagePayload content) {

	/** The longest path, in bytes of UTF-8. */
	public static final int MAX_PATH_LENGTH = 1024;

	/** The longest correlation id, in bytes of UTF-8. */
	public static final int MAX_CORRELATION_ID_LENGTH = 256;

	/**
	 * Copies the headers, so that they never change.
	 * @param source see {@link #source()}
	 * @param destination see {@link #destination()}
	 * @param type see {@link #type()}
	 * @param path see {@link #path()}
	 * @param headers see {@link #headers()}
	 * @param correlationId see {@link #correlationId()}
	 * @param content see {@link #content()}
	 */
	public NetworkMessage {
		headers = ForeignText.copyOf(headers);
		Objects.requireNonNull(content, "payload");
	}

	/**
	 * Makes a message with its payload in an array.
	 * @param source see {@link #source()}
	 * @param destination see {@link #destination()}
	 * @param type see {@link #type()}
	 * @param path see {@link #path()}
	 * @param headers see {@link #headers()}
	 * @param correlationId see {@link #correlationId()}
	 * @param payload the content; may be empty
	 */
	public NetworkMessage(@Nullable PeerId source, PeerId destination, MessageType type, String path,
			Map<String, String> headers, String correlationId, byte[] payload) {
		this(source, destination, type, path, headers, correlationId, MessagePayload.of(payload));
	}

	/**
	 * Makes a request.
	 * @param destination the node that answers
	 * @param path names the handler there
	 * @param payload the content
	 * @return a request without headers and correlation id
	 */
	public static NetworkMessage request(PeerId destination, String path, byte[] payload) {
		return request(destination, path, MessagePayload.of(payload));
	}

	/**
	 * Makes a request whose payload need not be in an array.
	 * @param destination the node that answers
	 * @param path names the handler there
	 * @param payload the content
	 * @return a request without headers and correlation id
	 */
	public static NetworkMessage request(PeerId destination, String path, MessagePayload payload) {
		return new NetworkMessage(null, destination, MessageType.REQUEST, path, Map.of(), "", payload);
	}

	/**
	 * Makes a one-way message.
	 * @param destination the node that receives
	 * @param path names the handler there
	 * @param payload the content
	 * @return a one-way message without headers and correlation id
	 */
	public static NetworkMessage message(PeerId destination, String path, byte[] payload) {
		return message(destination, path, MessagePayload.of(payload));
	}

	/**
	 * Makes a one-way message whose payload need not be in an array.
	 * @param destination the node that receives
	 * @param path names the handler there
	 * @param payload the content
	 * @return a one-way message without headers and correlation id
	 */
	public static NetworkMessage message(PeerId destination, String path, MessagePayload payload) {
		return new NetworkMessage(null, destination, MessageType.MESSAGE, path, Map.of(), "", payload);
	}

	/**
	 * The payload as an array: the one that the message was made of, or a copy of its
	 * content.
	 * @return the bytes, as {@link MessagePayload#array()}
	 */
	public byte[] payload() {
		return this.content.array();
	}

	/**
	 * Changes the headers.
	 * @param headers the new headers
	 * @return a copy with these headers
	 */
	public NetworkMessage withHeaders(Map<String, String> headers) {
		return new NetworkMessage(this.source, this.destination, this.type, this.path, headers, this.correlationId,
				this.content);
	}

	/**
	 * Changes the correlation id.
	 * @param correlationId the application's own identifier
	 * @return a copy with this correlation id
	 */
	public NetworkMessage withCorrelationId(String correlationId) {
		return new NetworkMessage(this.source, this.destination, this.type, this.path, this.headers, correlationId,
				this.content);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof NetworkMessage that && Objects.equals(this.source, that.source)
				&& this.destination.equals(that.destination) && this.type == that.type && this.path.equals(that.path)
				&& this.headers.equals(that.headers) && this.correlationId.equals(that.correlationId)
				&& hasBytesOf(that);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.source, this.destination, this.type, this.path, this.headers, this.correlationId) * 31
				+ this.content.read(ByteBuffer::hashCode);
	}

	private boolean hasBytesOf(NetworkMessage other) {
		return this.content.length() == other.content.length()
				&& this.content.read((bytes) -> other.content.read(bytes::equals));
	}

	@Override
	public String toString() {
		return ForeignText.quoted(this.type + " " + this.path + " " + ((this.source != null) ? this.source : "here")
				+ " -> " + this.destination + (this.correlationId.isEmpty() ? "" : " correlation=" + this.correlationId)
				+ " " + this.content.length() + " bytes");
	}

}
