package io.quictransport.spring.boot;

import java.util.concurrent.Executor;

import io.quictransport.NetworkTransport;
import io.quictransport.discovery.PeerDiscovery;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/**
 * Auto-configuration of the {@link QuicTransport} from {@code quic.transport.*}.
 *
 * <p>
 * A bean of type {@link NetworkTransport} or {@link QuicTransportOptions} takes its
 * place. Handlers run on an {@link Executor} bean named
 * {@value #HANDLER_EXECUTOR_BEAN_NAME}, if there is one; it is best declared with
 * {@code @Bean(defaultCandidate = false)}, so that it does not stand in for the
 * application's own task executor. Without one they run on virtual threads where
 * {@code spring.threads.virtual.enabled} says so, else on what the core chooses. Every
 * bean of type {@link PeerDiscovery} is asked for peers.
 */
@AutoConfiguration(after = SslAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "quic.transport.enabled", matchIfMissing = true)
@EnableConfigurationProperties(QuicTransportProperties.class)
public final class QuicTransportAutoConfiguration {

	/** The name of the bean that handlers run on. */
	public static final String HANDLER_EXECUTOR_BEAN_NAME = "quicTransportHandlerExecutor";

	@Bean
	@ConditionalOnMissingBean({ NetworkTransport.class, QuicTransportOptions.class })
	QuicTransportOptions quicTransportOptions(QuicTransportProperties properties, SslBundles bundles,
			@Qualifier(HANDLER_EXECUTOR_BEAN_NAME) ObjectProvider<Executor> handlerExecutor, Environment environment,
			ObjectProvider<PeerDiscovery> discoveries, ObjectProvider<QuicTransportOptionsCustomizer> customizers) {
		Executor executor = handlerExecutor.getIfAvailable(() -> virtualThreads(environment));
		return new QuicTransportOptionsFactory(properties, bundles, executor, discoveries.orderedStream().toList())
			.create(customizers.orderedStream());
	}

	@Bean
	@ConditionalOnMissingBean(NetworkTransport.class)
	QuicTransport quicTransport(QuicTransportOptions options) {
		return new QuicTransport(options);
	}

	@Bean
	@ConditionalOnMissingBean(QuicTransportConnectionDetails.class)
	PropertiesQuicTransportConnectionDetails quicTransportConnectionDetails(QuicTransportProperties properties) {
		return new PropertiesQuicTransportConnectionDetails(properties);
	}

	private static @Nullable Executor virtualThreads(Environment environment) {
		return Threading.VIRTUAL.isActive(environment) ? new VirtualThreadTaskExecutor("quic-handler-") : null;
	}

}
