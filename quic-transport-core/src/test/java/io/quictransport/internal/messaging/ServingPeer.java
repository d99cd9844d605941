package io.quictransport.internal.messaging;

import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

import io.netty.channel.embedded.EmbeddedChannel;
import io.quictransport.ErrorCode;
import io.quictransport.MessagePayload;
import io.quictransport.MessageType;
import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.TransportCounters;
import io.quictransport.internal.loop.TransportCounters.Traffic;
import io.quictransport.internal.wire.ControlFrames.Settled;
import io.quictransport.internal.wire.MessageFrames.Failure;
import io.quictransport.internal.wire.WireLimits;
import io.quictransport.testing.TestCertificates;
import org.jspecify.annotations.Nullable;

/**
 * A node as one peer sees it, without a network: what the peer sends goes straight to
 * {@link Inbound}, on a loop and an executor that run when the test says so.
 */
final class ServingPeer implements ReplyPath {

	static final PeerId PEER = new PeerId("node-a");

	static final X509Certificate CERTIFICATE = TestCertificates.create().caCertificate();

	final HandlerRegistry handlers = new HandlerRegistry();

	/** What the executor would run. */
	final Queue<Runnable> tasks = new ArrayDeque<>();

	/** The ids of requests that are answered. */
	final List<Long> replied = new ArrayList<>();

	final List<Failure> errors = new ArrayList<>();

	final TransportCounters counters = new TransportCounters();

	private final Messaging messaging;

	/** What the node knows of the peer. */
	Inbound inbound;

	final InboundStreams streams;

	/** What the executor throws for the next task, null for nothing. */
	@Nullable Error executorFault;

	/** How many times the clock fails from now on. */
	int clockFaults;

	private final EmbeddedChannel loop = new EmbeddedChannel();

	private final PeerIdentity identity;

	private long now = TimeUnit.DAYS.toNanos(1);

	ServingPeer(TestLimits limits) {
		this.messaging = new Messaging(new PeerId("node-b"), limits.limits(), this.handlers, this.counters,
				this.counters.begin(1).get(0), new LoopTasks(this.loop.eventLoop()), this::time, this::take);
		this.inbound = new Inbound(this.messaging, PEER, new Traffic());
		this.streams = new InboundStreams(this.messaging, this.inbound);
		this.identity = new PeerIdentity(PEER, CERTIFICATE);
	}

	/** The peer has left, is forgotten, and is back. */
	void forget() {
		this.inbound.close();
		this.inbound = new Inbound(this.messaging, PEER, new Traffic());
	}

	private long time() {
		if (this.clockFaults > 0) {
			this.clockFaults--;
			throw new IllegalStateException("made up by a test");
		}
		return this.now;
	}

	private boolean take(Runnable task) {
		Error thrown = this.executorFault;
		if (thrown != null) {
			this.executorFault = null;
			throw thrown;
		}
		return this.tasks.add(task);
	}

	@Nullable Failure event(long id, String path) {
		return this.inbound.event(this.identity, id, id, this.now, 60_000,
				new NetworkMessage(PEER, new PeerId("node-b"), MessageType.MESSAGE, path, Map.of(), "", new byte[1]));
	}

	void request(long id, String path) {
		request(id, path, 60_000);
	}

	void request(long id, String path, long timeoutMillis) {
		this.inbound.request(this.identity, this, id, this.now, timeoutMillis,
				new NetworkMessage(PEER, new PeerId("node-b"), MessageType.REQUEST, path, Map.of(), "", new byte[1]));
	}

	void settle(long lowest, long... above) {
		this.inbound.settled(new Settled(lowest, above));
	}

	/** Has the executor run what it has, and the loop what follows. */
	void run() {
		for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
			task.run();
		}
		this.loop.runPendingTasks();
	}

	/** How many refusals the node's meter shows. */
	int overloaded() {
		return this.counters.snapshot().errors().getOrDefault(ErrorCode.OVERLOADED, 0L).intValue();
	}

	void pass(long nanos) {
		this.now += nanos;
		this.loop.advanceTimeBy(nanos, TimeUnit.NANOSECONDS);
		this.loop.runScheduledPendingTasks();
	}

	@Override
	public boolean isClosed() {
		return false;
	}

	@Override
	public boolean isFull() {
		return false;
	}

	@Override
	public WireLimits limits() {
		return TestLimits.DEFAULT.limits().wire();
	}

	@Override
	public void reply(long requestId, Map<String, String> headers, MessagePayload payload) {
		this.replied.add(requestId);
	}

	@Override
	public void error(Failure failure) {
		this.errors.add(failure);
	}

}
