package io.quictransport.benchmarks.ours;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

import io.quictransport.Dispatch;
import io.quictransport.MessagePayload;
import io.quictransport.NetworkMessage;
import io.quictransport.NetworkTransport;
import io.quictransport.PeerId;
import io.quictransport.Route;
import io.quictransport.benchmarks.subject.Link;
import io.quictransport.quic.TransportTimeouts;

/**
 * Links a transport to the one peer that it calls, with payloads that are in no array:
 * buffers outside the heap where they are sent, views where they are received. Each is
 * read at its receiver, as its handler would.
 */
final class ViewLink implements Link {

	private final NetworkTransport transport;

	private final PeerId peer;

	/** What is sent, as it is never changed: the last payload that was asked for. */
	private volatile Sent sent = Sent.of(new byte[0]);

	ViewLink(NetworkTransport transport, PeerId peer) {
		this.transport = transport;
		this.peer = peer;
	}

	/** Serves the other end. */
	static void serve(NetworkTransport transport, Dispatch dispatch) {
		Route route = Route.path(TransportLink.PATH).withDispatch(dispatch).withViews();
		transport.onRequest(route, (request, context) -> {
			context.replyPayload(request.content());
			return CompletableFuture.completedFuture(new byte[0]);
		});
		transport.onMessage(route, (message, context) -> message.content().read(ByteBuffer::remaining));
	}

	@Override
	public void request(byte[] payload, Completion completion) {
		TransportLink
			.tell(this.transport.request(NetworkMessage.request(this.peer, TransportLink.PATH, outside(payload)),
					TransportTimeouts.DEFAULT_REQUEST), completion);
	}

	@Override
	public void send(byte[] payload, Completion completion) {
		TransportLink.tell(this.transport.send(NetworkMessage.message(this.peer, TransportLink.PATH, outside(payload)),
				TransportTimeouts.DEFAULT_REQUEST), completion);
	}

	/** Workloads send one array again and again: it is copied once. */
	@SuppressWarnings("ReferenceEquality") // whether it is the same array
	private MessagePayload outside(byte[] payload) {
		Sent last = this.sent;
		if (last.array() != payload) {
			last = Sent.of(payload);
			this.sent = last;
		}
		return last.outside();
	}

	@Override
	public void close() {
		this.transport.close();
	}

	/**
	 * Holds a payload on and outside the heap.
	 *
	 * @param array the payload
	 * @param outside the same bytes
	 */
	@SuppressWarnings("ArrayRecordComponent") // compared by identity
	private record Sent(byte[] array, MessagePayload outside) {

		static Sent of(byte[] payload) {
			return new Sent(payload, MessagePayload.of(ByteBuffer.allocateDirect(payload.length).put(payload).flip()));
		}

	}

}
