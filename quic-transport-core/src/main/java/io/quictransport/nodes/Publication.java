package io.quictransport.nodes;

import java.util.Map;

import io.quictransport.MessageType;
import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import io.quictransport.internal.text.ForeignText;

/**
 * Represents a one-way message to all nodes of a target.
 *
 * @param target the nodes that it is for
 * @param path names the handlers there
 * @param headers small texts in addition to the payload
 * @param correlationId the application's own identifier, empty if there is none
 * @param payload the content; not copied, so do not change it until the result is there
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
public record Publication(NodeTarget target, String path, Map<String, String> headers, String correlationId,
		byte[] payload) {

	/**
	 * Copies the headers, so that they never change.
	 * @param target see {@link #target()}
	 * @param path see {@link #path()}
	 * @param headers see {@link #headers()}
	 * @param correlationId see {@link #correlationId()}
	 * @param payload see {@link #payload()}
	 */
	public Publication {
		headers = ForeignText.copyOf(headers);
	}

	/**
	 * Makes a publication.
	 * @param target the nodes that it is for
	 * @param path names the handlers there
	 * @param payload the content
	 * @return a publication without headers and correlation id
	 */
	public static Publication of(NodeTarget target, String path, byte[] payload) {
		return new Publication(target, path, Map.of(), "", payload);
	}

	/**
	 * Changes the headers.
	 * @param headers the new headers
	 * @return a copy with these headers
	 */
	public Publication withHeaders(Map<String, String> headers) {
		return new Publication(this.target, this.path, headers, this.correlationId, this.payload);
	}

	/**
	 * Changes the correlation id.
	 * @param correlationId the application's own identifier
	 * @return a copy with this correlation id
	 */
	public Publication withCorrelationId(String correlationId) {
		return new Publication(this.target, this.path, this.headers, correlationId, this.payload);
	}

	NetworkMessage to(PeerId node) {
		return new NetworkMessage(null, node, MessageType.MESSAGE, this.path, this.headers, this.correlationId,
				this.payload);
	}

}
