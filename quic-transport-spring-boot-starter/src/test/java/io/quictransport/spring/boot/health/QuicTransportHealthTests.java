package io.quictransport.spring.boot.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.quictransport.ConnectionSnapshot;
import io.quictransport.ErrorCode;
import io.quictransport.EventLoopStats;
import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.PeerPhase;
import io.quictransport.PeerSnapshot;
import io.quictransport.PeerSource;
import io.quictransport.TransportState;
import io.quictransport.UnreachedPeer;
import io.quictransport.spring.boot.FakeTransport;
import io.quictransport.spring.boot.QuicTransportAutoConfiguration;
import io.quictransport.spring.boot.QuicTransportLifecycleAutoConfiguration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ContextRefreshedEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

class QuicTransportHealthTests {

	private final FakeTransport transport = new FakeTransport();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(QuicTransportAutoConfiguration.class,
				QuicTransportLifecycleAutoConfiguration.class, QuicTransportHealthContributorAutoConfiguration.class,
				HealthContributorAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class))
		.withBean(FakeTransport.class, () -> this.transport);

	private final ApplicationContextRunner probes = this.runner
		.withConfiguration(AutoConfigurations.of(HealthEndpointAutoConfiguration.class,
				ApplicationAvailabilityAutoConfiguration.class, AvailabilityHealthContributorAutoConfiguration.class,
				AvailabilityProbesAutoConfiguration.class))
		.withInitializer((context) -> {
			context.addApplicationListener((ContextRefreshedEvent refreshed) -> {
				AvailabilityChangeEvent.publish(context, LivenessState.CORRECT);
				AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
			});
		})
		.withPropertyValues("management.endpoint.health.probes.enabled=true",
				"management.endpoint.health.group.readiness.include=readinessState,quic",
				"quic.transport.health.required-peers=node-b");

	@Test
	void isRegisteredAsQuic() {
		this.runner.run((context) -> assertThat(context.getBean(HealthContributorRegistry.class).getContributor("quic"))
			.isInstanceOf(HealthIndicator.class));
	}

	@Test
	void isUpWhileTheTransportRunsAndShowsItsPeers() {
		this.transport.peers = List.of(peer("node-b", PeerPhase.CONNECTED, Duration.ofNanos(1_500_000)),
				peer("node-c", PeerPhase.DISCONNECTED, null));
		this.transport.state = TransportState.RUNNING;
		Health health = healthRequiring();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsExactly(entry("state", "RUNNING"), entry("nodeId", "fake"),
				entry("address", "127.0.0.1:4711"), entry("connectedPeers", 1L), entry("knownPeers", 2),
				entry("peers", Map.of("node-b", Map.of("phase", "CONNECTED", "rttMillis", 1.5), "node-c",
						Map.of("phase", "DISCONNECTED"))));
	}

	@Test
	void ofManyPeersThoseThatAreAwayAreShownFirst() {
		this.transport.state = TransportState.RUNNING;
		this.transport.peers = Stream
			.concat(IntStream.range(0, 500).mapToObj((i) -> peer("node-" + i, PeerPhase.CONNECTED, null)),
					Stream.of(peer("node-z", PeerPhase.DISCONNECTED, null)))
			.toList();
		Health health = healthRequiring();
		assertThat(health.getDetails()).containsEntry("knownPeers", 501).containsEntry("connectedPeers", 500L);
		assertThat(health.getDetails().get("peers")).asInstanceOf(InstanceOfAssertFactories.MAP)
			.hasSize(64)
			.containsKeys("node-z", "node-0");
	}

	@Test
	void saysThatNobodyIsReachedAndWhy() {
		this.transport.state = TransportState.RUNNING;
		this.transport.unreached = List.of(unreached());
		Health health = healthRequiring();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("warning", "nobody is reached: 1 wanted, 0 connected")
			.containsEntry("unreachedPeers", 1)
			.containsEntry("unreached", List.of(Map.of("addresses", List.of("10.0.0.7:9000"), "source", "dns nodes.svc",
					"since", "1970-01-01T00:00:00Z", "code", "CERTIFICATE_REFUSED", "reason", "made up")));
		this.transport.peers = List.of(peer("node-b", PeerPhase.CONNECTED, null));
		assertThat(healthRequiring().getDetails()).doesNotContainKey("warning").containsEntry("unreachedPeers", 1);
	}

	@Test
	void isOutOfServiceWhileNoSourceOfPeersHasEverAnsweredAndSaysWhy() {
		this.transport.state = TransportState.RUNNING;
		this.transport.sources = List.of(failing(null), waiting());
		Health health = healthRequiring();
		assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		assertThat(health.getDetails())
			.containsEntry("warning", "nobody is known: no source of peers has ever answered")
			.containsEntry("peerSources",
					List.of(Map.of("name", "dns nodes.svc", "state", "FAILING", "peers", 0, "failures", 7L, "reason",
							"NXDOMAIN", "failedAt", "1970-01-01T00:00:00Z"),
							Map.of("name", "registry service nodes", "state", "WAITING", "peers", 0)));
		this.transport.state = TransportState.STOPPED;
		assertThat(healthRequiring().getStatus()).isEqualTo(Status.DOWN);
	}

	@Test
	void aNodeWhoseSourceHasAnsweredOnceOrThatKnowsPeersFromElsewhereStaysUp() {
		this.transport.state = TransportState.RUNNING;
		this.transport.sources = List.of(failing(Instant.EPOCH), waiting());
		assertThat(healthRequiring().getStatus()).isEqualTo(Status.UP);
		assertThat(healthRequiring().getDetails()).containsEntry("warning",
				"nobody is known: the sources of peers name nobody else");
		this.transport.sources = List.of(new PeerSource("dns nodes.svc", PeerSource.State.ANSWERING, 2, Instant.EPOCH,
				Instant.EPOCH, 0, null, null));
		assertThat(healthRequiring().getDetails()).containsEntry("warning",
				"nobody is connected: the sources of peers name 2");
		this.transport.sources = List.of(failing(null));
		this.transport.unreached = List.of(unreached());
		assertThat(healthRequiring().getStatus()).as("a list of peers, all of them away").isEqualTo(Status.UP);
		this.transport.unreached = List.of();
		this.transport.peers = List.of(peer("node-b", PeerPhase.CONNECTED, null));
		assertThat(healthRequiring().getStatus()).as("a peer that has dialled").isEqualTo(Status.UP);
		assertThat(healthRequiring().getDetails()).doesNotContainKey("warning").containsKey("peerSources");
	}

	@Test
	void aSourceThatSaysNothingIsWaitedForForHalfAMinute() {
		this.transport.state = TransportState.RUNNING;
		this.transport.sources = List.of(waiting(Instant.now()));
		assertThat(healthRequiring().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		this.transport.sources = List.of(waiting(Instant.EPOCH));
		assertThat(healthRequiring().getStatus()).isEqualTo(Status.UP);
		assertThat(healthRequiring().getDetails()).containsEntry("warning",
				"nobody is known: no source of peers has ever answered");
	}

	@Test
	void sourcesThatDoNotAnswerTouchReadinessOnlyAndNotWhereThatIsSwitchedOff() {
		this.transport.state = TransportState.RUNNING;
		this.transport.sources = List.of(failing(null));
		ApplicationContextRunner withoutRequiredPeers = this.probes
			.withPropertyValues("quic.transport.health.required-peers=");
		withoutRequiredPeers.run((context) -> {
			this.transport.state = TransportState.RUNNING;
			assertThat(status(context, "readiness")).isEqualTo(Status.OUT_OF_SERVICE);
			assertThat(status(context, "liveness")).isEqualTo(Status.UP);
		});
		withoutRequiredPeers.withPropertyValues("quic.transport.health.require-peer-source=false").run((context) -> {
			this.transport.state = TransportState.RUNNING;
			assertThat(status(context, "readiness")).isEqualTo(Status.UP);
		});
	}

	@Test
	void isDownWhileAnEventLoopDoesNotAnswer() {
		this.transport.state = TransportState.RUNNING;
		this.transport.loops = List.of(loop(0, Duration.ZERO), loop(1, Duration.ofMillis(9999)));
		assertThat(healthRequiring().getStatus()).isEqualTo(Status.UP);
		this.transport.loops = List.of(loop(0, Duration.ZERO), loop(1, Duration.ofMillis(12_500)));
		assertThat(healthRequiring().getStatus()).isEqualTo(Status.DOWN);
		assertThat(healthRequiring().getDetails()).containsEntry("state", "RUNNING")
			.containsEntry("stuckEventLoops", List.of(Map.of("loop", 1, "connections", 4, "silentSeconds", 12.5)));
		assertThat(healthRequiring("node-c").getStatus()).as("a peer is missing, too").isEqualTo(Status.DOWN);
	}

	private static EventLoopStats loop(int index, Duration silent) {
		return new EventLoopStats(index, 4, 0, Duration.ZERO, silent);
	}

	@Test
	void isOutOfServiceWhileTheTransportDrainsOrStops() {
		assertThat(statusIn(TransportState.DRAINING)).isEqualTo(Status.OUT_OF_SERVICE);
		assertThat(statusIn(TransportState.STOPPING)).isEqualTo(Status.OUT_OF_SERVICE);
	}

	@Test
	void isDownOtherwise() {
		assertThat(statusIn(TransportState.STOPPED)).isEqualTo(Status.DOWN);
		assertThat(statusIn(TransportState.STARTING)).isEqualTo(Status.DOWN);
	}

	@Test
	void isOutOfServiceWhileAPeerThatIsRequiredIsAway() {
		this.transport.state = TransportState.RUNNING;
		this.transport.peers = List.of(peer("node-b", PeerPhase.CONNECTED, null));
		assertThat(healthRequiring("node-b").getStatus()).isEqualTo(Status.UP);
		Health health = healthRequiring("node-b", "node-c");
		assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		assertThat(health.getDetails()).containsEntry("missingPeers", List.of("node-c"));
		this.transport.state = TransportState.STOPPED;
		assertThat(healthRequiring("node-c").getStatus()).isEqualTo(Status.DOWN);
	}

	@Test
	void aNodeThatIsRequiredDoesNotWaitForItself() {
		this.transport.state = TransportState.RUNNING;
		this.transport.peers = List.of(peer("node-b", PeerPhase.CONNECTED, null));
		Health health = healthRequiring("fake", "node-b");
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("missingPeers", List.of());
		assertThat(healthRequiring("fake", "node-c").getDetails()).containsEntry("missingPeers", List.of("node-c"));
	}

	@Test
	void neitherAMissingPeerNorADrainingNodeEverFailsTheLivenessProbe() {
		this.probes.run((context) -> {
			assertThat(status(context, "liveness")).isEqualTo(Status.UP);
			assertThat(status(context, "readiness")).isEqualTo(Status.OUT_OF_SERVICE);
			this.transport.peers = List.of(peer("node-b", PeerPhase.CONNECTED, null));
			assertThat(status(context, "readiness")).isEqualTo(Status.UP);
			this.transport.state = TransportState.DRAINING;
			assertThat(status(context, "liveness")).isEqualTo(Status.UP);
			assertThat(status(context, "readiness")).isEqualTo(Status.OUT_OF_SERVICE);
			this.transport.state = TransportState.STOPPED;
			assertThat(status(context, "liveness")).isEqualTo(Status.UP);
			assertThat(status(context, "readiness")).isEqualTo(Status.DOWN);
		});
	}

	@Test
	void severalTransportsMakeAComposite() {
		this.runner
			.withBean("other", FakeTransport.class, FakeTransport::new, (definition) -> definition.setPrimary(true))
			.run((context) -> assertThat(context.getBean("quicHealthContributor"))
				.isInstanceOf(CompositeHealthContributor.class));
	}

	@Test
	void canBeSwitchedOff() {
		this.runner.withPropertyValues("management.health.quic.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean("quicHealthContributor"));
	}

	@Test
	void backsOffBeforeAnIndicatorOfTheApplication() {
		this.runner.withBean("quicHealthIndicator", HealthIndicator.class, () -> () -> Health.up().build())
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("quicHealthContributor"));
	}

	private static @Nullable Status status(ApplicationContext context, String group) {
		HealthDescriptor health = context.getBean(HealthEndpoint.class).healthForPath(group);
		return (health != null) ? health.getStatus() : null;
	}

	private Health healthRequiring(String... peers) {
		QuicTransportHealthProperties properties = new QuicTransportHealthProperties();
		properties.setRequiredPeers(List.of(peers));
		return new QuicTransportHealthIndicator(this.transport, properties).health();
	}

	private Status statusIn(TransportState state) {
		this.transport.state = state;
		return healthRequiring().getStatus();
	}

	private static PeerSnapshot peer(String id, PeerPhase phase, @Nullable Duration rtt) {
		return PeerSnapshot.of(new PeerId(id), phase)
			.withConnection(new ConnectionSnapshot(null, true, rtt, 1, null, null));
	}

	private static UnreachedPeer unreached() {
		return new UnreachedPeer(null, List.of(NodeAddress.parse("10.0.0.7:9000")), "dns nodes.svc", Instant.EPOCH, 3,
				ErrorCode.CERTIFICATE_REFUSED, "made up", Instant.EPOCH, false);
	}

	private static PeerSource failing(@Nullable Instant answeredAt) {
		return new PeerSource("dns nodes.svc", PeerSource.State.FAILING, 0, Instant.EPOCH, answeredAt, 7, "NXDOMAIN",
				Instant.EPOCH);
	}

	private static PeerSource waiting() {
		return waiting(Instant.EPOCH);
	}

	private static PeerSource waiting(Instant since) {
		return new PeerSource("registry service nodes", PeerSource.State.WAITING, 0, since, null, 0, null, null);
	}

}
