package io.quictransport.spring.boot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Consumer;

import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.quictransport.NetworkTransport;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.discovery.DiscoveredPeers;
import io.quictransport.discovery.PeerDiscovery;
import io.quictransport.quic.QuicCodecCustomizer;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.tls.NodeIdSource;
import io.quictransport.tls.TlsIdentity;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.task.SyncTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;

class QuicTransportAutoConfigurationTests {

	private static final Certificates CERTIFICATES = new Certificates();

	private final ApplicationContextRunner bare = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(QuicTransportAutoConfiguration.class, SslAutoConfiguration.class, TaskExecutionAutoConfiguration.class));

	private final ApplicationContextRunner node = this.bare.withPropertyValues(CERTIFICATES.properties("node-a"));

	@Test
	void makesATransportFromPropertiesAndBundle() {
		this.node.withPropertyValues("quic.transport.timeouts.request=3s").run(options((options) -> {
			assertThat(identityOf(options).nodeId(NodeIdSource.URI_SAN, null)).isEqualTo(new PeerId("node-a"));
			assertThat(options.timeouts().request()).isEqualTo(Duration.ofSeconds(3));
			assertThat(options.handlerExecutor()).isInstanceOf(ThreadPoolExecutor.class);
		}));
		this.node.run((context) -> assertThat(context).hasSingleBean(QuicTransport.class));
	}

	@Test
	void canBeSwitchedOff() {
		this.bare.withPropertyValues("quic.transport.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(NetworkTransport.class)
				.doesNotHaveBean(QuicTransportOptions.class));
	}

	@Test
	void backsOffBeforeATransportOfTheApplication() {
		this.bare.withBean(FakeTransport.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(NetworkTransport.class)
				.doesNotHaveBean(QuicTransportOptions.class));
	}

	@Test
	void takesOptionsOfTheApplicationAsTheyAre() {
		QuicTransportOptions own = new QuicTransportOptions();
		this.bare.withBean(FakeTransport.class)
			.withBean(QuicTransportOptions.class, () -> own)
			.run((context) -> assertThat(context.getBean(QuicTransportOptions.class)).isSameAs(own));
	}

	@Test
	void customizersComeAfterThePropertiesInTheirOrder() {
		this.node.withPropertyValues("quic.transport.timeouts.request=3s", "quic.transport.timeouts.connect=3s")
			.withUserConfiguration(Customizers.class)
			.run(options((options) -> {
				assertThat(options.timeouts().connect()).isEqualTo(Duration.ofSeconds(6));
				assertThat(options.timeouts().request()).isEqualTo(Duration.ofSeconds(8));
			}));
	}

	@Test
	void aCustomizerMayBringTheIdentity() {
		this.node.run((given) -> {
			TlsIdentity identity = identityOf(given.getBean(QuicTransportOptions.class));
			this.bare.withBean(QuicTransportOptionsCustomizer.class, () -> (options) -> options.withIdentity(identity))
				.run(options((options) -> assertThat(options.identity()).isSameAs(identity)));
		});
	}

	@Test
	void handlersRunOnTheNamedExecutorWhichIsNotTheApplications() {
		this.node.withUserConfiguration(HandlerExecutor.class)
			.run(options((options) -> assertThat(options.handlerExecutor()).isInstanceOf(SyncTaskExecutor.class)));
		this.node.withUserConfiguration(HandlerExecutor.class)
			.run((context) -> assertThat(context).hasBean("applicationTaskExecutor"));
	}

	@Test
	void theApplicationTaskExecutorIsNotUsed() {
		this.node.run((context) -> {
			assertThat(context).hasBean("applicationTaskExecutor");
			assertThat(context.getBean(QuicTransportOptions.class).handlerExecutor())
				.isNotSameAs(context.getBean("applicationTaskExecutor"));
		});
	}

	@Test
	void codecCustomizersAreCalledInTheirOrder() {
		List<String> calls = new ArrayList<>();
		this.node.withBean("second", QuicCodecCustomizer.class, () -> new Numbered(2, calls))
			.withBean("first", QuicCodecCustomizer.class, () -> new Numbered(1, calls))
			.run(options((options) -> {
				options.quic().codecCustomizer().customize(new QuicClientCodecBuilder());
				assertThat(calls).containsExactly("1", "2");
			}));
	}

	@Test
	void theGraceIsKeptWithinTheShutdownPhaseWhoeverAskedForMore() {
		this.node.withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class))
			.withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=20s")
			.withBean(QuicTransportOptionsCustomizer.class,
					() -> (options) -> options.withDrainGrace(Duration.ofMinutes(1)))
			.run(options((options) -> assertThat(options.drainGrace()).isEqualTo(Duration.ofSeconds(18))));
	}

	@Test
	void peersComeFromTheProperties() {
		this.node
			.withPropertyValues("quic.transport.peers[0]=node-b@10.0.0.2:9000,10.0.0.3:9000",
					"quic.transport.peers[1]=10.0.0.4:9000")
			.run((context) -> assertThat(context.getBean(QuicTransportConnectionDetails.class).getPeers())
				.containsExactly(PeerInfo.of(new PeerId("node-b"), "10.0.0.2:9000", "10.0.0.3:9000"),
						PeerInfo.at("10.0.0.4:9000")));
		this.node.withPropertyValues("quic.transport.peers=node-b@10.0.0.2:9000, node-b@10.0.0.3:9000")
			.run((context) -> assertThat(context.getBean(QuicTransportConnectionDetails.class).getPeers())
				.containsExactly(PeerInfo.of(new PeerId("node-b"), "10.0.0.2:9000", "10.0.0.3:9000")));
	}

	@Test
	void connectionDetailsOfTheApplicationReplaceThePeersProperty() {
		PeerInfo peer = PeerInfo.at("10.0.0.4:9000");
		this.node.withPropertyValues("quic.transport.peers=10.0.0.2:9000")
			.withBean(QuicTransportConnectionDetails.class, () -> () -> List.of(peer))
			.run((context) -> assertThat(context.getBean(QuicTransportConnectionDetails.class).getPeers())
				.containsExactly(peer));
	}

	@Test
	void everyProviderOfPeersIsAsked() {
		PeerDiscovery first = provider();
		PeerDiscovery second = provider();
		this.node.withBean("b", PeerDiscovery.class, () -> second)
			.withBean("a", PeerDiscovery.class, () -> first)
			.run(options(
					(options) -> assertThat(options.discovery().providers()).containsExactlyInAnyOrder(first, second)));
	}

	private static PeerDiscovery provider() {
		return new PeerDiscovery() {

			@Override
			public void start(DiscoveredPeers peers) {
				// Nobody is there.
			}

			@Override
			public void stop() {
				// Nothing has begun.
			}

		};
	}

	private static TlsIdentity identityOf(QuicTransportOptions options) {
		return Objects.requireNonNull(options.identity());
	}

	private static ContextConsumer<AssertableApplicationContext> options(Consumer<QuicTransportOptions> check) {
		return (context) -> check.accept(context.getBean(QuicTransportOptions.class));
	}

	/**
	 * Writes its number down when it is called.
	 *
	 * @param order the number
	 * @param calls where to write
	 */
	private record Numbered(int order, List<String> calls) implements QuicCodecCustomizer, Ordered {

		@Override
		public void customize(QuicCodecBuilder<?> builder) {
			this.calls.add(String.valueOf(this.order));
		}

		@Override
		public int getOrder() {
			return this.order;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		@Bean
		@Order(2)
		QuicTransportOptionsCustomizer second() {
			return (options) -> options
				.withTimeouts((timeouts) -> timeouts.withRequest(options.timeouts().request().multipliedBy(2)));
		}

		@Bean
		@Order(1)
		QuicTransportOptionsCustomizer first() {
			return (options) -> options
				.withTimeouts((timeouts) -> timeouts.withRequest(options.timeouts().request().plusSeconds(1))
					.withConnect(options.timeouts().connect().multipliedBy(2)));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class HandlerExecutor {

		@Bean(defaultCandidate = false)
		Executor quicTransportHandlerExecutor() {
			return new SyncTaskExecutor();
		}

	}

}
