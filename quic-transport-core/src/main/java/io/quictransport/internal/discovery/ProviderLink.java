package io.quictransport.internal.discovery;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

import io.quictransport.DiscoveryException;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.PeerSource;
import io.quictransport.discovery.DiscoveredPeers;
import io.quictransport.discovery.PeerDiscovery;
import io.quictransport.internal.text.ForeignText;
import io.quictransport.internal.text.Log;
import org.jspecify.annotations.Nullable;

/**
 * Passes what one provider reports to the event loop: updates of single peers only at the
 * rate that the loop sustains; the rest is dropped.
 */
final class ProviderLink implements DiscoveredPeers {

	private static final Log logger = Log.of(ProviderLink.class);

	/** The most updates that may wait for the event loop. */
	private static final int MOST_PENDING = 1024;

	/** Causes may form a cycle. */
	private static final int MOST_CAUSES = 16;

	private static final String EMPTY = "it answers, and names nobody, not even this node";

	private static final Pattern DIGITS = Pattern.compile("[0-9]+");

	private final DiscoveryEngine engine;

	private final PeerDiscovery provider;

	private final AtomicInteger pending = new AtomicInteger();

	private final SourceHistory history;

	/** What a provider reports then, such as that it was interrupted, is no failure. */
	private volatile boolean stopped;

	ProviderLink(DiscoveryEngine engine, PeerDiscovery provider, LongSupplier clock) {
		this.engine = engine;
		this.provider = provider;
		this.history = new SourceHistory(clock);
	}

	void start() {
		try {
			this.provider.start(this);
		}
		catch (Throwable ex) {
			// One provider must not keep the others, nor the transport, from starting.
			failed("the start failed", ex);
			this.engine.startLater(this);
		}
	}

	void stop() {
		this.stopped = true;
		try {
			this.provider.stop();
		}
		catch (Throwable ex) {
			// A stop must complete whatever a provider throws.
			logger.warn("event=discovery_stop_failed provider=\"{}\" reason=\"{}\"", this.provider, ex, ex);
		}
	}

	@Override
	public String toString() {
		// It names the source of each candidate, also where the provider cannot say it.
		return ForeignText.line(this.provider);
	}

	@Override
	public NodeInfo self() {
		return this.engine.self();
	}

	/** Describes how the provider answers; on any thread. */
	PeerSource describe() {
		return this.history.describe(ForeignText.line(this));
	}

	/** How many peers and addresses the provider names now. */
	void names(int count) {
		this.history.names(count);
	}

	@Override
	public void list(Collection<PeerInfo> peers) {
		List<PeerInfo> copy = List.copyOf(peers);
		if (isLate()) {
			return;
		}
		if (copy.isEmpty()) {
			if (this.history.wasEmpty(EMPTY)) {
				warn(EMPTY);
			}
			return;
		}
		answered();
		run(() -> this.engine.listed(this, copy));
	}

	@Override
	public void working() {
		if (isLate()) {
			return;
		}
		answered();
	}

	@Override
	public void seen(PeerInfo peer, Duration validFor) {
		if (isLate()) {
			return;
		}
		answered();
		runUnlessBusy(() -> this.engine.seen(this, peer, validFor));
	}

	@Override
	public void gone(PeerId peer) {
		runUnlessBusy(() -> this.engine.gone(this, peer));
	}

	@Override
	public void saidToBeGone(PeerId peer) {
		runUnlessBusy(() -> this.engine.saidToBeGone(this, peer));
	}

	@Override
	public void failed(String detail, @Nullable Throwable cause) {
		if (isLate()) {
			return;
		}
		DiscoveryException failure = new DiscoveryException(ErrorCode.DISCOVERY_FAILED, detail, ErrorContext.NONE,
				cause);
		run(() -> this.engine.failed(failure));
		String reason = reasonOf(detail, rootOf(cause));
		if (this.history.failed(reason, causeOf(reason))) {
			warn(reason);
		}
		else {
			logger.debug("event=discovery_failed provider=\"{}\" reason=\"{}\"", this.provider, reason, cause);
		}
	}

	/** The provider has had its time for a first answer. */
	void overdue() {
		String reason = this.history.overdue();
		if (reason != null) {
			warn(reason);
		}
	}

	private void warn(String reason) {
		logger.warn("event=discovery_failed provider=\"{}\" reason=\"{}\"", this.provider, reason);
	}

	private void answered() {
		if (this.history.answered()) {
			logger.info("event=discovery_recovered provider=\"{}\"", this.provider);
		}
	}

	/**
	 * What has failed, and what lies at the bottom of it: what wraps that adds no news.
	 */
	private static String reasonOf(String detail, @Nullable Throwable root) {
		return (root != null) ? detail + ": " + ForeignText.line(root) : detail;
	}

	/** Texts have numbers that differ each time, such as those of queries and ports. */
	private static String causeOf(String reason) {
		return DIGITS.matcher(reason).replaceAll("#");
	}

	private static @Nullable Throwable rootOf(@Nullable Throwable cause) {
		Throwable root = cause;
		for (int depth = 0; depth < MOST_CAUSES && root != null; depth++) {
			Throwable next = nextOf(root);
			if (next == null) {
				return root;
			}
			root = next;
		}
		return root;
	}

	private static @Nullable Throwable nextOf(Throwable cause) {
		try {
			return cause.getCause();
		}
		catch (Throwable ex) {
			// What the provider throws may fail in any way, and is shown without it.
			return null;
		}
	}

	private boolean isLate() {
		if (this.stopped) {
			logger.debug("event=discovery_late provider=\"{}\" reason=\"the transport has stopped\"", this.provider);
		}
		return this.stopped;
	}

	private void runUnlessBusy(Runnable task) {
		if (this.pending.incrementAndGet() > MOST_PENDING) {
			this.pending.decrementAndGet();
			return;
		}
		run(() -> {
			this.pending.decrementAndGet();
			task.run();
		});
	}

	private void run(Runnable task) {
		try {
			this.engine.execute(task);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("event=discovery_late provider=\"{}\" reason=\"the transport has stopped\"", this.provider);
		}
	}

}
