package io.quictransport.benchmarks.ours;

import java.util.concurrent.CompletableFuture;

import io.quictransport.NetworkTransport;
import io.quictransport.PeerId;
import io.quictransport.benchmarks.subject.Link;

/**
 * Links a transport to the one peer that it calls.
 *
 * @param transport the transport
 * @param peer the peer
 */
record TransportLink(NetworkTransport transport, PeerId peer) implements Link {

	static final String PATH = "bench";

	@Override
	public void request(byte[] payload, Completion completion) {
		tell(this.transport.request(this.peer, PATH, payload), completion);
	}

	@Override
	public void send(byte[] payload, Completion completion) {
		tell(this.transport.send(this.peer, PATH, payload), completion);
	}

	static void tell(CompletableFuture<?> call, Completion completion) {
		call.whenComplete((reply, failure) -> {
			if (failure != null) {
				completion.failed(failure);
			}
			else {
				completion.completed();
			}
		});
	}

	@Override
	public void close() {
		this.transport.close();
	}

}
