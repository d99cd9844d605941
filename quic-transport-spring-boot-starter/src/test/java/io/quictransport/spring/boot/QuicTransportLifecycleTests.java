package io.quictransport.spring.boot;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.quictransport.DownReason;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.NetworkTransport;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.PeerListener;
import io.quictransport.TransportException;
import io.quictransport.TransportState;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.spring.boot.messaging.QuicTransportMessagingAutoConfiguration;
import io.quictransport.testing.contract.Results;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class QuicTransportLifecycleTests {

	private final FakeTransport transport = new FakeTransport();

	private final Events events = new Events();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(QuicTransportAutoConfiguration.class,
				QuicTransportLifecycleAutoConfiguration.class))
		.withBean(FakeTransport.class, () -> this.transport)
		.withBean(Events.class, () -> this.events);

	@Test
	void bindsDialsThePeersAndStopsInTheRightOrder() {
		this.runner
			.withPropertyValues("quic.transport.peers=node-b@10.0.0.2:9000,10.0.0.3:9000",
					"quic.transport.shutdown.grace-period=4s")
			.run((context) -> assertThat(this.transport.calls).containsExactly("start",
					"connect node-b [10.0.0.2:9000]", "connect null [10.0.0.3:9000]"));
		assertThat(this.transport.calls.subList(3, this.transport.calls.size())).containsExactly("drain PT4S", "stop",
				"close");
		assertThat(this.transport.state).isEqualTo(TransportState.STOPPED);
	}

	@Test
	void startsBeforeTheWebServerAndStopsAfterItAndDrainsWithIt() {
		this.runner.run((context) -> {
			QuicTransportLifecycle lifecycle = context.getBean(QuicTransportLifecycle.class);
			QuicTransportDrainLifecycle drain = context.getBean(QuicTransportDrainLifecycle.class);
			int webServer = SmartLifecycle.DEFAULT_PHASE - 2048;
			int webServerDrain = SmartLifecycle.DEFAULT_PHASE - 1024;
			assertThat(lifecycle.getPhase()).isLessThan(webServer).isGreaterThan(Integer.MAX_VALUE / 2);
			assertThat(drain.getPhase()).isEqualTo(webServerDrain);
			assertThat(lifecycle.isPauseable()).isFalse();
			assertThat(drain.isPauseable()).isFalse();
			assertThat(lifecycle.isAutoStartup()).isTrue();
		});
	}

	@Test
	void startsAgainAfterAStop() {
		this.runner.withPropertyValues("quic.transport.peers=node-b@10.0.0.2:9000").run((context) -> {
			this.transport.calls.clear();
			context.getSourceApplicationContext().stop();
			assertThat(context.getBean(QuicTransportLifecycle.class).isRunning()).isFalse();
			assertThat(context.getBean(QuicTransportDrainLifecycle.class).isRunning()).isFalse();
			this.transport.port = 4712;
			context.getSourceApplicationContext().start();
			assertThat(this.transport.calls).containsExactly("drain PT10S", "stop", "start",
					"connect node-b [10.0.0.2:9000]");
			assertThat(context.getBean(QuicTransportLifecycle.class).isRunning()).isTrue();
			assertThat(context.getEnvironment().getProperty(LocalPortProperty.NAME, Integer.class)).isEqualTo(4712);
		});
	}

	@Test
	void tellsOfStartAndStop() {
		this.runner.run((context) -> {
			assertThat(this.events.seen).hasSize(1)
				.first()
				.isInstanceOfSatisfying(QuicTransportStartedEvent.class, (event) -> {
					assertThat(event.getTransport()).isSameAs(this.transport);
					assertThat(event.getPort()).isEqualTo(4711);
				});
			assertThat(context.getEnvironment().getProperty("local.quic.transport.port")).isEqualTo("4711");
		});
		assertThat(this.events.seen).hasSize(2)
			.last()
			.isInstanceOfSatisfying(QuicTransportStoppedEvent.class,
					(event) -> assertThat(event.getTransport()).isSameAs(this.transport));
	}

	@Test
	void tellsOfPeersComingAndGoing() {
		this.runner.run((context) -> {
			NodeInfo peer = NodeInfo.of(new PeerId("node-b"));
			this.transport.listeners.forEach((listener) -> listener.peerUp(peer));
			this.transport.listeners.forEach((listener) -> listener.peerDown(peer.id(), DownReason.IDLE_TIMEOUT));
			assertThat(this.events.seen).hasSize(3);
			assertThat(this.events.seen.get(1)).isInstanceOfSatisfying(PeerConnectedEvent.class,
					(event) -> assertThat(event.getPeer()).isEqualTo(peer));
			assertThat(this.events.seen.get(2)).isInstanceOfSatisfying(PeerDisconnectedEvent.class, (event) -> {
				assertThat(event.getPeer()).isEqualTo(peer.id());
				assertThat(event.getReason()).isEqualTo(DownReason.IDLE_TIMEOUT);
			});
		});
		assertThat(this.transport.listeners).isEmpty();
	}

	@Test
	void subscribesThePeerListenersOfTheApplication() {
		PeerListener listener = new PeerListener() {
		};
		this.runner.withBean(PeerListener.class, () -> listener)
			.run((context) -> assertThat(this.transport.listeners).contains(listener));
	}

	@Test
	void aPeerThatIsDownIsLoggedOnceAndDoesNotKeepTheNodeFromStarting(CapturedOutput output) {
		this.transport.connectResult = CompletableFuture.failedFuture(NetworkException.of(ErrorCode.CONNECT_TIMEOUT,
				Outcome.NOT_SENT, "no address answered", ErrorContext.NONE));
		this.runner.withPropertyValues("quic.transport.peers=node-b@10.0.0.2:9000").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output)
				.containsOnlyOnce("event=configured_peer_unreachable peer=node-b addresses=[10.0.0.2:9000]")
				.contains("CONNECT_TIMEOUT: no address answered");
		});
	}

	@Test
	void thisNodeInTheListOfPeersIsNoNews(CapturedOutput output) {
		this.transport.connectResult = CompletableFuture.failedFuture(NetworkException.of(ErrorCode.SELF_CONNECTION,
				Outcome.NOT_SENT, "the peer is this node itself", ErrorContext.NONE));
		this.runner.withPropertyValues("quic.transport.peers=fake@10.0.0.1:9000")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(this.transport.calls).contains("connect fake [10.0.0.1:9000]");
		assertThat(output).doesNotContain("event=configured_peer_unreachable");
	}

	@Test
	void aTransportThatCannotStartFailsTheApplicationWithItsOwnException() {
		this.transport.startResult = CompletableFuture
			.failedFuture(NetworkException.of(ErrorCode.BIND_FAILED, Outcome.NOT_SENT, "in use", ErrorContext.NONE));
		this.runner.run((context) -> assertThat(context).hasFailed()
			.getFailure()
			.cause()
			.isInstanceOf(TransportException.class)
			.hasMessageContaining("in use"));
		assertThat(this.transport.calls).containsExactly("start", "close");
	}

	@Test
	void aListenerThatFailsTheStartLeavesNothingRunning() {
		this.runner.withBean("failing", ApplicationListener.class, FailingListener::new)
			.run((context) -> assertThat(context).hasFailed());
		assertThat(this.transport.calls).containsExactly("start", "stop", "close");
	}

	@Test
	void waitsForTheDrainBeforeItStops() {
		this.transport.drainResult = new CompletableFuture<>();
		this.runner.withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class))
			.withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=" + Results.PATIENCE)
			.run((context) -> {
				Thread closer = new Thread(context.getSourceApplicationContext()::close, "closer");
				closer.start();
				Awaitility.await().atMost(Results.PATIENCE).until(() -> this.transport.calls.contains("drain PT10S"));
				assertThat(this.transport.calls).doesNotContain("stop");
				assertThat(this.transport.state).isEqualTo(TransportState.DRAINING);
				this.transport.drainResult.complete(true);
				closer.join(Results.PATIENCE.toMillis());
				assertThat(closer.isAlive()).isFalse();
				assertThat(this.transport.calls).contains("stop");
			});
	}

	@Test
	void aDrainThatDoesNotEndInTimeIsLoggedAndTheNodeStopsAllTheSame(CapturedOutput output) {
		this.transport.drainResult = CompletableFuture.completedFuture(false);
		this.runner.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("event=drain_incomplete node=fake grace=PT10S reason=");
		assertThat(this.transport.calls).contains("stop");
	}

	@Test
	void aTransportThatDoesNotRunIsNotDrained() {
		this.runner.run((context) -> this.transport.state = TransportState.STOPPED);
		assertThat(this.transport.calls).containsExactly("start", "stop", "close");
	}

	@Test
	void theGraceOfTheEffectiveOptionsHolds() {
		this.runner
			.withBean(QuicTransportOptions.class,
					() -> new QuicTransportOptions().withDrainGrace(Duration.ofSeconds(7)))
			.withPropertyValues("quic.transport.shutdown.grace-period=4s")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(this.transport.calls).contains("drain PT7S");
	}

	@Test
	void switchedOffItLeavesATransportOfTheApplicationAlone() {
		this.runner.withPropertyValues("quic.transport.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(QuicTransportLifecycle.class));
		assertThat(this.transport.calls).containsExactly("close");
	}

	@Test
	void ofTwoTransportsOneMustBeMarked() {
		this.runner.withBean("other", FakeTransport.class, FakeTransport::new)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOfSatisfying(UnmarkedTransportsException.class,
						(failure) -> assertThat(failure.beans()).hasSize(2).contains("other")));
		assertThat(this.transport.calls).doesNotContain("start");
	}

	@Test
	void twoTransportsThatTheApplicationStartsItselfAreNoNews() {
		FakeTransport other = new FakeTransport();
		this.runner.withBean("other", FakeTransport.class, () -> other)
			.withBean("starter", SmartInitializingSingleton.class, () -> () -> {
				this.transport.start();
				other.start();
			})
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(QuicTransportLifecycle.class));
	}

	@Test
	void switchedOffItLeavesTwoTransportsToTheApplication() {
		this.runner.withBean("other", FakeTransport.class, FakeTransport::new)
			.withPropertyValues("quic.transport.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void thePrimaryOneOfTwoTransportsIsStarted() {
		this.runner
			.withBean("other", FakeTransport.class, FakeTransport::new, (definition) -> definition.setPrimary(true))
			.run(QuicTransportLifecycleTests::theOtherIsStarted);
		assertThat(this.transport.calls).doesNotContain("start");
	}

	@Test
	void ofTwoTransportsTheOneThatIsNoFallbackIsStarted() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(QuicTransportAutoConfiguration.class,
					QuicTransportLifecycleAutoConfiguration.class))
			.withBean("fallback", FakeTransport.class, () -> this.transport,
					(definition) -> definition.setFallback(true))
			.withBean("other", FakeTransport.class, FakeTransport::new)
			.run(QuicTransportLifecycleTests::theOtherIsStarted);
		assertThat(this.transport.calls).doesNotContain("start");
	}

	private static void theOtherIsStarted(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed().hasSingleBean(QuicTransportLifecycle.class);
		assertThat(context.getBean("other", FakeTransport.class).calls).contains("start");
	}

	@Test
	void aChildContextNeitherStartsNorConfiguresNorStopsTheTransportOfItsParent() {
		List<NetworkTransport> configured = new CopyOnWriteArrayList<>();
		this.runner.withBean(NetworkTransportConfigurer.class, () -> configured::add).run((parent) -> {
			List<String> before = List.copyOf(this.transport.calls);
			int listeners = this.transport.listeners.size();
			new ApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(QuicTransportAutoConfiguration.class,
						QuicTransportMessagingAutoConfiguration.class, QuicTransportLifecycleAutoConfiguration.class))
				.withParent(parent)
				.run((child) -> {
					assertThat(child).hasNotFailed();
					assertThat(child.getBean(NetworkTransport.class)).isSameAs(this.transport);
					assertThat(this.transport.listeners).hasSize(listeners);
				});
			assertThat(this.transport.calls).isEqualTo(before);
			assertThat(this.transport.state).isEqualTo(TransportState.RUNNING);
			assertThat(configured).containsExactly(this.transport);
			assertThat(this.events.seen).hasSize(1);
		});
	}

	static final class FailingListener implements ApplicationListener<QuicTransportStartedEvent> {

		@Override
		public void onApplicationEvent(QuicTransportStartedEvent event) {
			throw new IllegalStateException("not like this");
		}

	}

	static final class Events implements ApplicationListener<QuicTransportEvent> {

		final List<QuicTransportEvent> seen = new CopyOnWriteArrayList<>();

		@Override
		public void onApplicationEvent(QuicTransportEvent event) {
			this.seen.add(event);
		}

	}

}
