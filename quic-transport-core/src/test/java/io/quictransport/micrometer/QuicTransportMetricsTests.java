package io.quictransport.micrometer;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quictransport.BufferMemory;
import io.quictransport.ConnectionEnds;
import io.quictransport.ConnectionEnds.Kind;
import io.quictransport.ConnectionEnds.Stage;
import io.quictransport.ConnectionStats;
import io.quictransport.ErrorCode;
import io.quictransport.EventLoopStats;
import io.quictransport.HandlerStats;
import io.quictransport.HandshakeStats;
import io.quictransport.MessageStats;
import io.quictransport.NetworkTransport;
import io.quictransport.NodeResources;
import io.quictransport.PathTotals;
import io.quictransport.PeerPhase;
import io.quictransport.PeerSource;
import io.quictransport.QuicStreamStats;
import io.quictransport.QueueTotals;
import io.quictransport.TransportStats;
import io.quictransport.TransportVersions;
import io.quictransport.UnreachedPeer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class QuicTransportMetricsTests {

	private static final ConnectionEnds ENDS = new ConnectionEnds(
			Map.of(new Kind(Stage.REFUSED, ErrorCode.CERTIFICATE_EXPIRED, false), 31L,
					new Kind(Stage.REFUSED, ErrorCode.DRAINING, true), 32L,
					new Kind(Stage.CLOSED, ErrorCode.IDLE_TIMEOUT, false), 33L,
					new Kind(Stage.CLOSED, ErrorCode.HANDLER_FAILED, false), 34L,
					new Kind(Stage.CLOSED, ErrorCode.CONNECTION_LOST, true), 35L),
			List.of());

	private final AtomicReference<TransportStats> stats = new AtomicReference<>(
			new TransportStats(new ConnectionStats(1, 2, 3, 4, 5, 19), new HandshakeStats(6, Duration.ofMillis(70), 8),
					new QuicStreamStats(9, 20, 21, 22, 23),
					new PathTotals(24, 25, 26, Duration.ofNanos(1_600_000), Duration.ofNanos(2_700_000), 28),
					new MessageStats(10, 11, 12, 13, 14), new HandlerStats(15),
					Map.of(ErrorCode.CONNECT_TIMEOUT, 17L, ErrorCode.OVERLOADED, 18L)));

	private final NetworkTransport transport = transportWith(this.stats);

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	@BeforeEach
	void bind() {
		new QuicTransportMetrics(this.transport).bindTo(this.registry);
	}

	@Test
	void showsConnections() {
		assertThat(gauge("quic.transport.connections")).isEqualTo(1);
		assertThat(counter("quic.transport.connections.opened", "role", "dialled")).isEqualTo(2);
		assertThat(counter("quic.transport.connections.opened", "role", "accepted")).isEqualTo(3);
		assertThat(counter("quic.transport.connections.replaced")).isEqualTo(19);
	}

	@Test
	void showsRefusalsAndEndsByReasonWithinAFixedSetOfReasons() {
		assertThat(counter("quic.transport.connections.refused", "reason", "CERTIFICATE_EXPIRED", "expected", "false"))
			.isEqualTo(31);
		assertThat(counter("quic.transport.connections.refused", "reason", "DRAINING", "expected", "true"))
			.isEqualTo(32);
		assertThat(counter("quic.transport.connections.closed", "reason", "IDLE_TIMEOUT", "expected", "false"))
			.isEqualTo(33);
		assertThat(counter("quic.transport.connections.closed", "reason", "OTHER", "expected", "false"))
			.as("a code that a peer has chosen")
			.isEqualTo(34);
		assertThat(counter("quic.transport.connections.closed", "reason", "OTHER", "expected", "true"))
			.as("a connection that breaks while its peer stops")
			.isEqualTo(35);
	}

	@Test
	void showsPeersByPhaseAndThoseThatAreNotReached() {
		assertThat(this.registry.get("quic.transport.peers").tags("phase", "CONNECTED").gauge().value()).isEqualTo(36);
		assertThat(this.registry.get("quic.transport.peers").tags("phase", "DRAINING").gauge().value()).isZero();
		assertThat(gauge("quic.transport.peers.unreached")).isEqualTo(1);
	}

	@Test
	void showsSourcesOfPeersByWhetherTheyAnswer() {
		assertThat(sources("FAILING")).isEqualTo(2);
		assertThat(sources("WAITING")).isEqualTo(1);
		assertThat(sources("ANSWERING")).isZero();
	}

	private double sources(String state) {
		return this.registry.get("quic.transport.peer.sources").tags("state", state).gauge().value();
	}

	private static PeerSource source(PeerSource.State state) {
		return new PeerSource("dns nodes.svc", state, 0, Instant.EPOCH, null, 0, null, null);
	}

	@Test
	void showsWhatTheNodeRuns() {
		assertThat(this.registry.get("quic.transport.info")
			.tags("library", "1.2.3", "codec", "4.2", "protocol", "quic-transport/1")
			.gauge()
			.value()).isEqualTo(1);
	}

	@Test
	void showsPaths() {
		TimeGauge rtt = this.registry.get("quic.transport.rtt").timeGauge();
		assertThat(rtt.value(TimeUnit.MICROSECONDS)).isEqualTo(1600);
		TimeGauge highest = this.registry.get("quic.transport.rtt.highest").timeGauge();
		assertThat(highest.value(TimeUnit.MICROSECONDS)).isEqualTo(2700);
		assertThat(counter("quic.transport.packets", "direction", "sent")).isEqualTo(24);
		assertThat(counter("quic.transport.packets", "direction", "received")).isEqualTo(25);
		assertThat(counter("quic.transport.packets.lost")).isEqualTo(26);
		assertThat(gauge("quic.transport.congestion.window")).isEqualTo(28);
	}

	@Test
	void showsStreams() {
		assertThat(gauge("quic.transport.connection.streams")).isEqualTo(9);
		assertThat(gauge("quic.transport.lanes")).isEqualTo(20);
		assertThat(gauge("quic.transport.message.streams")).isEqualTo(21);
		assertThat(gauge("quic.transport.connection.streams.waiting")).isEqualTo(22);
		assertThat(counter("quic.transport.connection.streams.opened")).isEqualTo(23);
	}

	@Test
	void showsHandshakes() {
		FunctionTimer handshake = this.registry.get("quic.transport.handshake").functionTimer();
		assertThat(handshake.count()).isEqualTo(6);
		assertThat(handshake.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(70);
		assertThat(counter("quic.transport.handshake.failures")).isEqualTo(8);
	}

	@Test
	void showsMessages() {
		assertThat(counter("quic.transport.messages", "direction", "sent")).isEqualTo(10);
		assertThat(counter("quic.transport.messages", "direction", "received")).isEqualTo(11);
		assertThat(counter("quic.transport.bytes", "direction", "sent")).isEqualTo(12);
		assertThat(counter("quic.transport.bytes", "direction", "received")).isEqualTo(13);
		assertThat(this.registry.get("quic.transport.bytes").functionCounters())
			.allSatisfy((counter) -> assertThat(counter.getId().getBaseUnit()).isEqualTo("bytes"));
		assertThat(gauge("quic.transport.messages.in.flight")).isEqualTo(14);
		assertThat(gauge("quic.transport.handlers")).isEqualTo(15);
	}

	@Test
	void showsErrorsByCodeAndZeroForThoseThatNeverHappened() {
		assertThat(this.registry.get("quic.transport.errors").functionCounters()).hasSize(ErrorCode.values().length);
		assertThat(counter("quic.transport.errors", "code", "CONNECT_TIMEOUT")).isEqualTo(17);
		assertThat(counter("quic.transport.errors", "code", "OVERLOADED")).isEqualTo(18);
		assertThat(counter("quic.transport.errors", "code", "INTERNAL")).isZero();
	}

	@Test
	void readsTheFiguresAnewEachTime() {
		this.stats.set(TransportStats.NONE.withConnections(new ConnectionStats(0, 20, 0, 0, 0, 0)));
		assertThat(gauge("quic.transport.connections")).isZero();
		assertThat(counter("quic.transport.connections.opened", "role", "dialled")).isEqualTo(20);
		assertThat(this.registry.get("quic.transport.rtt").timeGauge().value(TimeUnit.NANOSECONDS)).isZero();
	}

	@Test
	void describesEveryMeterAndTagsNoPeer() {
		assertThat(this.registry.getMeters()).allSatisfy((meter) -> {
			assertThat(meter.getId().getName()).startsWith("quic.transport.");
			assertThat(meter.getId().getDescription()).isNotBlank();
		});
		Set<String> keys = this.registry.getMeters()
			.stream()
			.flatMap((meter) -> meter.getId().getTags().stream())
			.map(Tag::getKey)
			.collect(Collectors.toSet());
		assertThat(keys).containsExactlyInAnyOrder("area", "code", "codec", "direction", "expected", "library", "loop",
				"phase", "protocol", "reason", "role", "state");
	}

	@Test
	void showsEachEventLoop() {
		assertThat(counter("quic.transport.event.loop.busy", "loop", "1")).isEqualTo(2.5);
		assertThat(this.registry.get("quic.transport.event.loop.connections").tags("loop", "1").gauge().value())
			.isEqualTo(3);
		assertThat(this.registry.get("quic.transport.event.loop.tasks").tags("loop", "0").gauge().value()).isEqualTo(2);
		assertThat(this.registry.get("quic.transport.event.loop.silent")
			.tags("loop", "1")
			.timeGauge()
			.value(TimeUnit.SECONDS)).isEqualTo(12);
	}

	@Test
	void showsWhatWaitsAndTheMemoryForIt() {
		assertThat(gauge("quic.transport.messages.queued")).isEqualTo(41);
		TimeGauge wait = this.registry.get("quic.transport.messages.oldest.wait").timeGauge();
		assertThat(wait.value(TimeUnit.MILLISECONDS)).isEqualTo(4200);
		assertThat(this.registry.get("quic.transport.buffer.memory").tags("area", "direct").gauge().value())
			.isEqualTo(43);
		assertThat(this.registry.get("quic.transport.buffer.memory").tags("area", "heap").gauge().value())
			.isEqualTo(44);
	}

	private double gauge(String name) {
		Gauge gauge = this.registry.get(name).gauge();
		return gauge.value();
	}

	private double counter(String name, String... tags) {
		FunctionCounter counter = this.registry.get(name).tags(tags).functionCounter();
		return counter.count();
	}

	private static NetworkTransport transportWith(AtomicReference<TransportStats> stats) {
		return (NetworkTransport) Proxy.newProxyInstance(NetworkTransport.class.getClassLoader(),
				new Class<?>[] { NetworkTransport.class }, (proxy, method, args) -> {
					if (method.getName().equals("stats")) {
						return stats.get();
					}
					if (method.getName().equals("eventLoops")) {
						return List.of(new EventLoopStats(0, 1, 2, Duration.ofMillis(1500), Duration.ZERO),
								new EventLoopStats(1, 3, 4, Duration.ofMillis(2500), Duration.ofSeconds(12)));
					}
					return switch (method.getName()) {
						case "resources" -> new NodeResources(new QueueTotals(41, Duration.ofMillis(4200)),
								new BufferMemory(43, 44), List.of());
						case "connectionEnds" -> ENDS;
						case "phases" -> Map.of(PeerPhase.CONNECTED, 36);
						case "unreached" -> List
							.of(new UnreachedPeer(null, List.of(), "dns", Instant.EPOCH, 0, null, null, null, false));
						case "peerSources" -> List.of(source(PeerSource.State.FAILING),
								source(PeerSource.State.WAITING), source(PeerSource.State.FAILING));
						case "versions" -> new TransportVersions("1.2.3", "4.2", "quic-transport/1");
						default -> throw new AssertionError("the meters read figures only, not " + method.getName());
					};
				});
	}

}
