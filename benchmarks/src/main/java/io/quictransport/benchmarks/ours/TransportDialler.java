package io.quictransport.benchmarks.ours;

import io.quictransport.NetworkTransport;
import io.quictransport.PeerInfo;
import io.quictransport.benchmarks.subject.Link.Completion;
import io.quictransport.benchmarks.subject.Subject;

/**
 * Connects to a peer and disconnects again.
 *
 * @param transport the transport
 * @param peer the peer
 */
record TransportDialler(NetworkTransport transport, PeerInfo peer) implements Subject.Dialler {

	@Override
	public void connectAndClose(Completion completion) {
		this.transport.connectPeer(this.peer).thenCompose((node) -> {
			completion.reached();
			return this.transport.disconnect(node.id());
		}).whenComplete((done, failure) -> {
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
