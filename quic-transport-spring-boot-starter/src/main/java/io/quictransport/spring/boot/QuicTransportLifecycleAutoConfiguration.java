package io.quictransport.spring.boot;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

import io.quictransport.NetworkTransport;
import io.quictransport.PeerId;
import io.quictransport.PeerListener;
import io.quictransport.nodes.NodeSelector;
import io.quictransport.nodes.Nodes;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Auto-configures the link between the transport and the application: handlers, start and
 * stop, events, and the choice among nodes. Applies to the only {@link NetworkTransport}
 * bean, or the primary one, whether or not this starter made it.
 */
@AutoConfiguration(after = QuicTransportAutoConfiguration.class)
@ConditionalOnFlag("quic.transport.enabled")
@ConditionalOnSingleCandidate(value = NetworkTransport.class, search = SearchStrategy.CURRENT)
@EnableConfigurationProperties(SelectionProperties.class)
public final class QuicTransportLifecycleAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	NodeSelector quicTransportNodeSelector(SelectionProperties properties) {
		return properties.selector();
	}

	@Bean(destroyMethod = "close")
	@ConditionalOnMissingBean
	Nodes quicTransportNodes(NetworkTransport transport, NodeSelector selector) {
		return new Nodes(transport, selector);
	}

	@Bean
	LoggedRoutes quicTransportServedRoutes() {
		return new LoggedRoutes();
	}

	@Bean
	TransportPreparation quicTransportPreparation(NetworkTransport transport,
			ConfigurableListableBeanFactory beanFactory, ObjectProvider<NetworkTransportConfigurer> configurers,
			ObjectProvider<PeerListener> listeners, LoggedRoutes routes) {
		return new TransportPreparation(transport, new HandlerBeans(beanFactory, routes), configurers, listeners,
				routes);
	}

	@Bean
	PeerEventPublisher quicTransportPeerEventPublisher(NetworkTransport transport,
			ApplicationEventPublisher publisher) {
		return new PeerEventPublisher(transport, publisher);
	}

	@Bean
	QuicTransportLifecycle quicTransportLifecycle(NetworkTransport transport,
			QuicTransportConnectionDetails connectionDetails, ApplicationEventPublisher publisher,
			ObjectProvider<QuicTransportOptions> options) {
		return new QuicTransportLifecycle(transport, connectionDetails, publisher, discovers(options.getIfUnique()));
	}

	/** Of a transport that the application made itself it may not be known. */
	private static boolean discovers(@Nullable QuicTransportOptions options) {
		return options == null || !options.discovery().providers().isEmpty();
	}

	@Bean
	QuicTransportDrainLifecycle quicTransportDrainLifecycle(NetworkTransport transport,
			ObjectProvider<QuicTransportOptions> options, QuicTransportProperties properties,
			ObjectProvider<LifecycleProperties> lifecycle) {
		return new QuicTransportDrainLifecycle(transport,
				new ShutdownGrace(lifecycle).limit(grace(options, properties)));
	}

	@Bean
	@ConditionalOnText("quic.transport.qlog.directory")
	@ConditionalOnSingleCandidate(QuicTransport.class)
	@ConditionalOnMissingBean
	QuicConnectionRecorder quicConnectionRecorder(QuicTransport transport, QuicTransportProperties properties) {
		QlogProperties qlog = properties.getQlog();
		Path directory = Objects.requireNonNull(qlog.getDirectory(), "the property is set");
		return new QuicConnectionRecorder() {

			@Override
			public void recordNextConnection(PeerId peer) {
				transport.recordNextConnection(peer, directory, qlog.getMaxDuration(), qlog.getMaxSize().toBytes());
			}

			@Override
			public void stopRecording(PeerId peer) {
				transport.stopRecording(peer);
			}

		};
	}

	@Bean
	LocalPortProperty quicTransportLocalPortProperty(ConfigurableEnvironment environment) {
		return new LocalPortProperty(environment);
	}

	/**
	 * A transport that the application made itself may come without options as a bean.
	 */
	private static Duration grace(ObjectProvider<QuicTransportOptions> options, QuicTransportProperties properties) {
		QuicTransportOptions effective = options.getIfUnique();
		return (effective != null) ? effective.drainGrace()
				: new PropertiesQuicTransportOptionsCustomizer(properties).customize(new QuicTransportOptions())
					.drainGrace();
	}

}
