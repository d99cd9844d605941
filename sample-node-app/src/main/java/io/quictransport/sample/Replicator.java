package io.quictransport.sample;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.quictransport.DownReason;
import io.quictransport.NetworkTransport;
import io.quictransport.PeerId;
import io.quictransport.PeerListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Sends the writes of this node to the other nodes, as one-way messages. A message that a
 * connected peer has not admitted, for example because it is overloaded, is sent again. A
 * peer that is not connected asks for what it has missed when it is back
 * ({@link CatchUp}).
 */
@Component
final class Replicator implements PeerListener {

	private static final Logger logger = LoggerFactory.getLogger(Replicator.class);

	private final NetworkTransport transport;

	private final Members members;

	private final Board board;

	private final BoardApi nodes;

	private final BoardProperties properties;

	private final Map<PeerId, Set<String>> untold = new ConcurrentHashMap<>();

	Replicator(NetworkTransport transport, Members members, Board board, BoardApi nodes, BoardProperties properties) {
		this.transport = transport;
		this.members = members;
		this.board = board;
		this.nodes = nodes;
		this.properties = properties;
	}

	void tellAll(Entry entry) {
		this.members.connected().forEach((peer) -> tell(peer, entry));
	}

	@Scheduled(fixedDelay = 1000)
	void tellAgain() {
		this.untold.forEach((peer, keys) -> {
			if (this.transport.isConnected(peer)) {
				keys.forEach((key) -> {
					Entry entry = keys.remove(key) ? this.board.find(key) : null;
					if (entry != null) {
						tell(peer, entry);
					}
				});
			}
		});
	}

	@Override
	public void peerDown(PeerId peer, DownReason reason) {
		this.untold.remove(peer);
	}

	private void tell(PeerId peer, Entry entry) {
		this.nodes.changed(peer, entry, this.properties.requestTimeout()).whenComplete((told, failure) -> {
			if (failure != null) {
				logger.debug("event=board_untold peer={} key={} reason={}", peer, entry.key(),
						Failures.of(failure).toString());
				this.untold.computeIfAbsent(peer, (id) -> ConcurrentHashMap.newKeySet()).add(entry.key());
			}
		});
	}

}
