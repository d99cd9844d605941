package io.quictransport.support;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

import io.quictransport.ConnectionSnapshot;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.quic.ClockedTransports;
import io.quictransport.quic.QuicSettings;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.testing.FreePorts;
import io.quictransport.testing.TestCertificates;
import io.quictransport.testing.contract.Results;
import io.quictransport.tls.TlsIdentity;

import static org.awaitility.Awaitility.await;

/**
 * Makes nodes on loopback that trust each other, and stops them when the test is done.
 */
public final class TestNodes implements AutoCloseable {

	public static final Duration PATIENCE = Results.PATIENCE;

	/**
	 * A time limit that nothing which goes well reaches on a slow machine either, and
	 * that passes before patience ends.
	 */
	public static final Duration UNHURRIED = PATIENCE.dividedBy(2);

	private static final Duration HANGS = Duration.ofMillis(300);

	/** As many as a run of the tests says by a system property. */
	private static final int EVENT_LOOPS = Integer.getInteger("quic-transport.test.event-loops", 1);

	static {
		WaitDefaults.apply();
	}

	private static final TestCertificates AUTHORITY = TestCertificates.create();

	/**
	 * The identities of nodes whose test asks for no other: to issue one and to try it
	 * would take half of a small test's time.
	 */
	private static final Map<String, TlsIdentity> IDENTITIES = new ConcurrentHashMap<>();

	/** The authority of all tests' nodes. */
	public final TestCertificates certificates = AUTHORITY;

	private final List<QuicTransport> nodes = new ArrayList<>();

	/** The clock of nodes whose test has none. */
	private final TestClock clock = new TestClock();

	/** All clocks, by which grace periods are over early. */
	private final Set<TestClock> clocks = new HashSet<>();

	/** The identity of a node whose test asks for no other: the same each time. */
	public static TlsIdentity identityOf(String id) {
		return IDENTITIES.computeIfAbsent(id, AUTHORITY::identity);
	}

	/**
	 * The options of a node on loopback: waits that tests sit through are shorter than
	 * users want them, and those that end what takes too long are longer. A node that a
	 * test starts again finds its port free.
	 */
	public QuicTransportOptions options(String id) {
		return new QuicTransportOptions().withIdentity(identityOf(id))
			.withBindAddress(FreePorts.address())
			.withQuic(new QuicSettings().withEventLoops(EVENT_LOOPS))
			.withTimeouts((timeouts) -> timeouts.withConnect(UNHURRIED).withHandshake(UNHURRIED).withRequest(UNHURRIED))
			.withReconnectMaxBackoff(Duration.ofSeconds(1))
			.withDrainGrace(Duration.ofSeconds(3));
	}

	public QuicTransport make(QuicTransportOptions options) {
		return make(options, this.clock);
	}

	/** Makes a node that measures time on a clock which the test moves. */
	public QuicTransport make(QuicTransportOptions options, TestClock its) {
		QuicTransport node = ClockedTransports.make(options, its);
		this.nodes.add(node);
		this.clocks.add(its);
		return node;
	}

	/** Starts a node that measures time on a clock which the test moves. */
	public QuicTransport start(String id, TestClock its, UnaryOperator<QuicTransportOptions> changes) {
		QuicTransport node = make(changes.apply(options(id)), its);
		get(node.start());
		return node;
	}

	public QuicTransport start(String id) {
		return start(id, UnaryOperator.identity());
	}

	public QuicTransport start(String id, UnaryOperator<QuicTransportOptions> changes) {
		QuicTransport node = make(changes.apply(options(id)));
		get(node.start());
		return node;
	}

	/** Has one node dial another, and waits until both know. */
	public static void connect(QuicTransport from, QuicTransport to) {
		get(from.connectPeer(infoOf(to)));
		await().atMost(PATIENCE).until(() -> to.isConnected(idOf(from)));
	}

	public static PeerId idOf(QuicTransport node) {
		return node.localNode().id();
	}

	public static PeerInfo infoOf(QuicTransport node) {
		return PeerInfo.of(idOf(node), addressOf(node));
	}

	public static String addressOf(QuicTransport node) {
		return "127.0.0.1:" + node.localAddress().getPort();
	}

	/** The connection to the one peer that a node knows, if there is one now. */
	public static Optional<ConnectionSnapshot> live(QuicTransport node) {
		return Optional.ofNullable(node.peers().get(0).connection());
	}

	public static <T> T get(CompletableFuture<T> future) {
		return Results.get(future);
	}

	public static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	public static NetworkException failureOf(CompletableFuture<?> future) {
		return Results.failureOf(future);
	}

	/**
	 * Stops the nodes. What a test has left hanging is waited for no longer than it takes
	 * to see that it hangs.
	 */
	@Override
	public void close() {
		CompletableFuture<?>[] stopping = this.nodes.stream()
			.map((node) -> node.stop().exceptionally(TestNodes::unlessLost))
			.toArray(CompletableFuture<?>[]::new);
		CompletableFuture<Void> all = CompletableFuture.allOf(stopping);
		try {
			all.get(HANGS.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException hanging) {
			this.clocks.forEach((its) -> {
				its.halt();
				its.advance(Duration.ofDays(1));
			});
			get(all);
		}
		catch (InterruptedException | ExecutionException ex) {
			throw new AssertionError("the nodes could not be stopped", ex);
		}
	}

	/** A test may leave handlers behind that it has made to hang. */
	@SuppressWarnings("NullAway") // Void has no value but null
	private static Void unlessLost(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : failure;
		if (cause instanceof NetworkException known && known.code() == ErrorCode.MESSAGES_LOST) {
			return null;
		}
		throw new AssertionError("a node could not be stopped", cause);
	}

}
