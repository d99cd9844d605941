package io.quictransport.discovery;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import io.quictransport.PeerInfo;
import io.quictransport.internal.loop.RateLimit;
import io.quictransport.internal.text.Log;
import org.jspecify.annotations.Nullable;

/**
 * Announces this node and listens to others, from start to stop. Runs on its own thread,
 * which ends with the goodbye.
 */
final class MulticastLoop implements Runnable {

	private static final Log logger = Log.of(MulticastLoop.class);

	/** The number of other nodes' announcements that are processed per second. */
	private static final int MOST_PER_SECOND = 500;

	/**
	 * Nodes answer a newcomer at random times within this time, so that they do not all
	 * answer at once.
	 */
	private static final long ANSWER_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

	/**
	 * The minimum interval between two announcements, regardless of the number of
	 * requests.
	 */
	private static final long APART_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

	/** A newcomer asks again, in case its first announcement was lost. */
	private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** Anyone in the network may announce any cluster. */
	private static final int MOST_OTHER_CLUSTERS = 8;

	private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(3);

	private final MulticastOptions options;

	private final DiscoveredPeers peers;

	private final RateLimit limit = new RateLimit(MOST_PER_SECOND, System.nanoTime());

	private final ByteBuffer received = ByteBuffer.allocate(Announcement.MAX_BYTES + 1);

	/** The first other clusters that were heard of. */
	private final Set<String> otherClusters = new HashSet<>();

	private volatile boolean stopped;

	private volatile @Nullable Selector selector;

	private volatile @Nullable Thread thread;

	private int announced;

	private long announcedAt;

	private long announceAt;

	MulticastLoop(MulticastOptions options, DiscoveredPeers peers) {
		this.options = options;
		this.peers = peers;
	}

	void stop() {
		this.stopped = true;
		Selector waiting = this.selector;
		if (waiting != null) {
			waiting.wakeup();
		}
		LockSupport.unpark(this.thread);
	}

	@Override
	public void run() {
		this.thread = Thread.currentThread();
		while (!this.stopped) {
			try (Selector waiting = Selector.open(); MulticastChannel channel = MulticastChannel.open(this.options)) {
				this.selector = waiting;
				channel.register(waiting);
				this.announced = 0;
				this.announceAt = System.nanoTime();
				while (!this.stopped) {
					turn(waiting, channel);
				}
				channel.send(announcement(Announcement.Kind.GONE));
			}
			catch (Throwable ex) {
				// Without this thread no more peers are found.
				this.peers.failed("multicast does not work", ex);
				if (!this.stopped) {
					LockSupport.parkNanos(this, RETRY_NANOS);
				}
			}
		}
	}

	private void turn(Selector waiting, MulticastChannel channel) throws IOException {
		long now = System.nanoTime();
		if (now - this.announceAt >= 0) {
			announce(channel, now);
		}
		long millis = TimeUnit.NANOSECONDS.toMillis(this.announceAt - now) + 1;
		waiting.select(Math.max(1, millis));
		waiting.selectedKeys().clear();
		for (int i = 0; i < MOST_PER_SECOND && !this.stopped; i++) {
			this.received.clear();
			InetSocketAddress sender = channel.receive(this.received);
			if (sender == null) {
				return;
			}
			this.received.flip();
			Announcement heard = Announcement.decode(this.received);
			if (heard != null) {
				heard(heard, channel.isOwn(sender.getAddress()));
			}
		}
	}

	private void announce(MulticastChannel channel, long now) throws IOException {
		channel.joinAll();
		channel.send(announcement((this.announced < 2) ? Announcement.Kind.NEW : Announcement.Kind.HERE));
		this.peers.working();
		this.announced++;
		this.announcedAt = now;
		long interval = this.options.interval().toNanos();
		this.announceAt = now + ((this.announced < 2) ? Math.min(interval, AGAIN_NANOS) : interval);
	}

	private Announcement announcement(Announcement.Kind kind) {
		NodeInfo self = this.peers.self();
		boolean leaves = kind == Announcement.Kind.GONE;
		return new Announcement(kind, this.options.cluster(), self.id(), this.options.interval().multipliedBy(3),
				leaves ? List.of() : self.addresses());
	}

	/** Two nodes whose clusters are spelt differently never find each other. */
	private void heardOther(Announcement heard) {
		if (this.otherClusters.size() < MOST_OTHER_CLUSTERS && this.otherClusters.add(heard.cluster())) {
			logger.info(
					"event=other_cluster_heard peer={} cluster=\"{}\" reason=\"this node is in cluster {} (option"
							+ " cluster), so it does not dial it\"",
					heard.node(), heard.cluster(), this.options.cluster());
		}
	}

	private void heard(Announcement heard, boolean ofThisMachine) {
		if (!heard.cluster().equals(this.options.cluster())) {
			heardOther(heard);
			return;
		}
		if (heard.node().equals(this.peers.self().id()) || !this.limit.take(System.nanoTime())) {
			return;
		}
		if (heard.kind() == Announcement.Kind.GONE) {
			this.peers.saidToBeGone(heard.node());
			return;
		}
		List<NodeAddress> reachable = heard.addresses()
			.stream()
			.filter((address) -> ofThisMachine || !MulticastChannel.isLoopback(address))
			.toList();
		if (reachable.isEmpty()) {
			logger.debug("event=announcement_ignored peer={} reason=\"no address of it can be reached from here\"",
					heard.node());
			return;
		}
		this.peers.seen(new PeerInfo(heard.node(), reachable), heard.validFor());
		if (heard.kind() == Announcement.Kind.NEW) {
			long answerAt = System.nanoTime() + ThreadLocalRandom.current().nextLong(ANSWER_NANOS);
			long earliest = this.announcedAt + APART_NANOS;
			long at = (answerAt - earliest > 0) ? answerAt : earliest;
			this.announceAt = (at - this.announceAt < 0) ? at : this.announceAt;
		}
	}

}
