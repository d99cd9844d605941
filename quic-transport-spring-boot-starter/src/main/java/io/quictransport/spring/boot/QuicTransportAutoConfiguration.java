package io.quictransport.spring.boot;

import java.util.concurrent.Executor;

import io.quictransport.NetworkTransport;
import io.quictransport.discovery.PeerDiscovery;
import io.quictransport.quic.QuicCodecCustomizer;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Auto-configures the {@link QuicTransport} from {@code quic.transport.*}.
 *
 * <p>
 * The properties are applied by the first {@link QuicTransportOptionsCustomizer} bean. A
 * {@link NetworkTransport} bean replaces the transport, a {@link QuicTransportOptions}
 * bean its options. Handlers run on an {@link Executor} bean named
 * {@value #HANDLER_EXECUTOR_BEAN_NAME}, if there is one. Declare it with
 * {@code @Bean(defaultCandidate = false)}, so that it does not replace the application's
 * own task executor. Without it, handlers run on virtual threads if
 * {@code spring.threads.virtual.enabled} is set, otherwise on platform threads.
 * {@link QuicCodecCustomizer} beans apply settings of the codec that no option covers, in
 * their order. Every {@link PeerDiscovery} bean becomes a provider of peers.
 */
@AutoConfiguration(after = SslAutoConfiguration.class)
@ConditionalOnFlag("quic.transport.enabled")
@EnableConfigurationProperties(QuicTransportProperties.class)
@ImportRuntimeHints(QuicTransportRuntimeHints.class)
public final class QuicTransportAutoConfiguration {

	/** The name of the bean that handlers run on. */
	public static final String HANDLER_EXECUTOR_BEAN_NAME = "quicTransportHandlerExecutor";

	@Bean
	static EmptyValuesUnset quicTransportEmptyValuesUnset(Environment environment) {
		return new EmptyValuesUnset(environment);
	}

	@Bean
	static RenamedProperties quicTransportRenamedProperties(Environment environment) {
		return new RenamedProperties(environment);
	}

	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	PropertiesQuicTransportOptionsCustomizer quicTransportPropertiesCustomizer(QuicTransportProperties properties) {
		return new PropertiesQuicTransportOptionsCustomizer(properties);
	}

	@Bean
	@ConditionalOnMissingBean({ NetworkTransport.class, QuicTransportOptions.class })
	QuicTransportOptions quicTransportOptions(QuicTransportProperties properties, SslBundles bundles,
			@Qualifier(HANDLER_EXECUTOR_BEAN_NAME) ObjectProvider<Executor> handlerExecutor, Environment environment,
			ObjectProvider<LifecycleProperties> lifecycle, ObjectProvider<PeerDiscovery> discoveries,
			ObjectProvider<QuicCodecCustomizer> codecCustomizers,
			ObjectProvider<QuicTransportOptionsCustomizer> customizers) {
		return new QuicTransportOptionsFactory(bundles, properties.getSsl(), discoveries.orderedStream().toList(),
				new ShutdownGrace(lifecycle))
			.create(handlerExecutor.getIfAvailable(), (most) -> HandlerThreads.create(environment, most),
					codecCustomizers.orderedStream(), customizers.orderedStream());
	}

	@Bean
	@ConditionalOnMissingBean(NetworkTransport.class)
	QuicTransport quicTransport(QuicTransportOptions options, QuicTransportProperties properties,
			ObjectProvider<SslBundles> bundles) {
		QuicTransport transport = new QuicTransport(options);
		bundles.ifAvailable(
				(available) -> BundleReload.follow(available, properties.getSsl(), transport, options.identity()));
		properties.getQlog().recordPeers(transport);
		return transport;
	}

	@Bean
	@ConditionalOnMissingBean(QuicTransportConnectionDetails.class)
	PropertiesQuicTransportConnectionDetails quicTransportConnectionDetails(QuicTransportProperties properties) {
		return new PropertiesQuicTransportConnectionDetails(properties);
	}

	@Bean
	UnstartedTransports quicTransportUnstartedTransports(ConfigurableListableBeanFactory beanFactory) {
		return new UnstartedTransports(beanFactory);
	}

}
