package io.quictransport.internal.connection;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.quictransport.ErrorCode;
import io.quictransport.internal.connection.ConnectionLink.Session;
import io.quictransport.internal.loop.LoopTasks.LoopTimer;
import org.jspecify.annotations.Nullable;

/**
 * Watches whether the other end of a connection is alive: sends PINGs, measures the
 * round-trip time, and closes the connection when nothing was received for the idle
 * timeout. Confined to the event loop; the round-trip time is read by any thread.
 */
final class Liveness implements SilenceWatch.Owner, NarrowPathWatch.Owner {

	/** A gap of this length is a fault of the network, not of the frames in flight. */
	private static final long SILENCE = TimeUnit.SECONDS.toNanos(2);

	/** How many turns a peer that asks by itself may spare this end. */
	private static final int MOST_SPARED = 3;

	private final Owner connection;

	private final ConnectionContext context;

	private final long pingInterval;

	private final long idleTimeout;

	private final ReplacementPolicy replacement;

	private final SilenceWatch silence;

	private final NarrowPathWatch narrow;

	private final PartialFrames partialFrames;

	private long lastHeard;

	private long nextPing;

	/** How many turns were spared since the last PING. */
	private int spared;

	/** Each token is the time of its PING: several may be in flight. */
	private long lastToken;

	private long lastAnswered;

	/** The packets that had been received when the peer was asked out of turn. */
	private long receivedBefore;

	private volatile long rttNanos;

	private final LoopTimer timer;

	private boolean stopped;

	/**
	 * Makes a watch that is not started.
	 * @param connection the connection to watch
	 * @param context what all connections share
	 * @param replacement is checked at each tick, like the next one
	 * @param partialFrames the frames of which a part has arrived
	 */
	Liveness(Owner connection, ConnectionContext context, ReplacementPolicy replacement, PartialFrames partialFrames) {
		this.connection = connection;
		this.context = context;
		this.pingInterval = context.settings().pingInterval().toNanos();
		this.idleTimeout = context.settings().idleTimeout().toNanos();
		this.replacement = replacement;
		this.partialFrames = partialFrames;
		this.silence = new SilenceWatch(this, context.loop(), context.clock());
		this.narrow = new NarrowPathWatch(this, context.loop(), context.clock(),
				this.idleTimeout - 2 * this.pingInterval);
		this.timer = new LoopTimer(context.loop(), this::tick);
		this.lastHeard = context.now();
		this.lastToken = this.lastHeard;
		this.lastAnswered = this.lastHeard;
	}

	/** Starts the PINGs, the first one immediately. */
	void start() {
		heard();
		long now = this.context.now();
		pingInTurn(now);
		tickLater(now);
	}

	void stop() {
		this.stopped = true;
		this.timer.cancel();
		this.silence.stop();
		this.narrow.stop();
	}

	/** A stream was opened, by either end. */
	void streamOpened() {
		this.replacement.streamOpened();
	}

	/** Something came from the peer. */
	void heard() {
		long now = this.context.now();
		if (now - this.lastHeard > SILENCE) {
			this.partialFrames.silenceEnded(now);
		}
		this.lastHeard = now;
		this.silence.heard();
		this.narrow.heard();
		this.connection.samplePathInTurn(now);
	}

	/** Something was sent to the peer. */
	void written() {
		if (!this.stopped && this.connection.isOpen()) {
			this.silence.written();
			this.narrow.written();
		}
	}

	SilenceWatch silence() {
		return this.silence;
	}

	/** Whether the path was found to be narrower than before. */
	boolean isPathNarrow() {
		return this.narrow.isNarrow();
	}

	/** When the peer was last heard: the time of the current read. */
	long lastHeard() {
		return this.lastHeard;
	}

	/**
	 * The peer asks, so it is alive, and so is this end for it: this end's turn is
	 * spared. Not always, because it measures the round-trip time.
	 */
	void pinged() {
		if (this.spared < MOST_SPARED) {
			this.spared++;
			this.nextPing = this.context.now() + this.pingInterval;
		}
	}

	void pong(long token) {
		if (token - this.lastAnswered > 0 && token - this.lastToken <= 0) {
			this.lastAnswered = token;
			this.narrow.answered();
			long now = this.context.now();
			this.rttNanos = Math.max(1, now - token);
			this.connection.samplePath(now);
		}
	}

	/** The round-trip time of the last answered PING, null before the first. */
	@Nullable Duration rtt() {
		long nanos = this.rttNanos;
		return (nanos > 0) ? Duration.ofNanos(nanos) : null;
	}

	@Override
	public boolean isWaiting() {
		return this.connection.session().isWaiting();
	}

	@Override
	public long rttNanos() {
		return this.rttNanos;
	}

	/**
	 * No frame has come although the peer was asked. If packets of it have arrived they
	 * were acknowledgements, which are small: its frames travel in packets that the path
	 * no longer carries.
	 */
	@Override
	public void silent(@Nullable SocketAddress elsewhere) {
		if (elsewhere == null && traffic().received() > this.receivedBefore) {
			this.narrow.report();
		}
		else {
			this.connection.peerSilent(elsewhere);
		}
	}

	@Override
	public NarrowPathWatch.Traffic traffic() {
		return this.connection.traffic(this.context.now());
	}

	@Override
	public void pathNarrowed() {
		this.connection.pathNarrowed();
	}

	/** Finds out within a timeout whether the peer answers. */
	void probe(long timeoutNanos, Consumer<Boolean> result) {
		long asked = this.context.now();
		ping(asked);
		new LoopTimer(this.context.loop(), () -> result.accept(!this.stopped && this.lastHeard - asked > 0))
			.set(timeoutNanos);
	}

	private void tick() {
		if (this.stopped) {
			return;
		}
		long now = this.context.now();
		if (now - this.lastHeard >= this.idleTimeout) {
			this.connection.close(ErrorCode.IDLE_TIMEOUT,
					"nothing was heard for " + TimeUnit.NANOSECONDS.toMillis(now - this.lastHeard) + " ms");
			return;
		}
		try {
			look(now);
		}
		finally {
			if (!this.stopped) {
				tickLater(now);
			}
		}
	}

	private void look(long now) {
		if (now - this.nextPing >= 0) {
			this.connection.samplePath(now);
			pingInTurn(now);
		}
		this.connection.session().tick(now);
		this.replacement.check(now, this.lastHeard);
		this.partialFrames.check(now);
	}

	private void tickLater(long now) {
		long wait = Math.min(Math.min(this.nextPing - now, this.lastHeard + this.idleTimeout - now),
				Math.min(this.replacement.checkInterval(), this.partialFrames.checkInterval()));
		this.timer.set(wait);
	}

	private void pingInTurn(long now) {
		// The next turn does not depend on whether this PING can be written.
		this.nextPing = now + this.pingInterval;
		this.spared = 0;
		ping(now);
	}

	@Override
	public void ping() {
		this.receivedBefore = traffic().received();
		ping(this.context.now());
	}

	/**
	 * The token of the last PING: a peer that answers it has read everything sent before.
	 */
	long lastToken() {
		return this.lastToken;
	}

	boolean isAnswered(long token) {
		return this.lastAnswered - token >= 0;
	}

	private void ping(long now) {
		this.lastToken = now;
		this.connection.sendPing(this.lastToken);
	}

	/** Represents the connection that is watched. */
	interface Owner {

		/** Whether it carries messages for a peer. */
		boolean isOpen();

		/** The messages that it carries. */
		Session session();

		void sendPing(long token);

		/** Takes the measurements of the path. */
		void samplePath(long now);

		/** Takes them if the last ones are old enough. */
		void samplePathInTurn(long now);

		/** What has been sent and received so far. */
		NarrowPathWatch.Traffic traffic(long now);

		/** Large packets do not arrive any more. */
		void pathNarrowed();

		/**
		 * The peer has not answered a probe.
		 * @param elsewhere where it may be now, null if nothing is known
		 */
		void peerSilent(@Nullable SocketAddress elsewhere);

		/** Closes at once, with a reason that both ends see. */
		void close(ErrorCode code, String reason);

	}

}
