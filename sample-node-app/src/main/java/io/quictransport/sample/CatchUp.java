package io.quictransport.sample;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.quictransport.NetworkTransport;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerListener;
import io.quictransport.spring.boot.QuicTransportStartedEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Reads the copy of each peer that connects, as a stream, and applies whatever is newer
 * than this node's own. That is how a restarted node gets its entries back, and how the
 * two sides of a partition are merged. Writes that happen meanwhile arrive as messages
 * ({@link Replicator}), in any order: the newer version wins.
 *
 * <p>
 * A node serves its keys once every member has sent its copy, or the catch-up timeout has
 * passed since the start, because some members may be down. It learns its members during
 * the first seconds.
 */
@Component
final class CatchUp implements PeerListener {

	private static final Logger logger = LoggerFactory.getLogger(CatchUp.class);

	private final NetworkTransport transport;

	private final Members members;

	private final Incoming incoming;

	private final NodeJson json;

	private final Duration timeout;

	private final Duration settleTime;

	private final Executor inASecond;

	private volatile long begun = System.nanoTime();

	private final Set<PeerId> heard = ConcurrentHashMap.newKeySet();

	private volatile boolean done;

	CatchUp(NetworkTransport transport, Members members, Incoming incoming, NodeJson json, BoardProperties properties,
			Executor applicationTaskExecutor) {
		this.transport = transport;
		this.members = members;
		this.incoming = incoming;
		this.json = json;
		this.timeout = properties.catchUpTimeout();
		this.settleTime = properties.settleTime();
		this.inASecond = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, applicationTaskExecutor);
	}

	boolean isDone() {
		if (!this.done) {
			long nanos = System.nanoTime() - this.begun;
			this.done = nanos >= this.timeout.toNanos() || (nanos >= this.settleTime.toNanos() && hasHeardAll());
		}
		return this.done;
	}

	@EventListener
	void started(QuicTransportStartedEvent event) {
		this.begun = System.nanoTime();
	}

	@Override
	public void peerUp(NodeInfo peer) {
		ask(peer.id());
	}

	private void ask(PeerId peer) {
		readSnapshot(peer).whenComplete((end, failure) -> {
			if (failure == null) {
				this.heard.add(peer);
				logger.info("event=board_caught_up peer={} keys={}", peer, this.incoming.size());
			}
			else if (this.transport.isConnected(peer)) {
				logger.info("event=board_catch_up_failed peer={} reason={}", peer, Failures.of(failure).toString());
				this.inASecond.execute(() -> ask(peer));
			}
		});
	}

	private CompletableFuture<Void> readSnapshot(PeerId peer) {
		return this.transport.openStream(peer, NodePaths.SNAPSHOT).thenCompose((snapshot) -> {
			snapshot.finish();
			return snapshot.forEach(
					(payload) -> this.json.read(payload, SnapshotPart.class).entries().forEach(this.incoming::take));
		});
	}

	private boolean hasHeardAll() {
		return this.members.all()
			.stream()
			.allMatch((member) -> member.equals(this.members.self()) || this.heard.contains(member));
	}

}
