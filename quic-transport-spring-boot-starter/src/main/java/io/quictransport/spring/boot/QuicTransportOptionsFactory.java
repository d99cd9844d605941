package io.quictransport.spring.boot;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

import io.quictransport.discovery.PeerDiscovery;
import io.quictransport.quic.QuicTransportOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundles;

/**
 * Puts the options of the transport together: core defaults, properties, SSL bundle,
 * executor and providers of peers, and last what the application's customizers make of
 * them.
 */
final class QuicTransportOptionsFactory {

	private final QuicTransportProperties properties;

	private final SslBundles bundles;

	private final @Nullable Executor handlerExecutor;

	private final List<PeerDiscovery> discoveries;

	QuicTransportOptionsFactory(QuicTransportProperties properties, SslBundles bundles,
			@Nullable Executor handlerExecutor, List<PeerDiscovery> discoveries) {
		this.properties = properties;
		this.bundles = bundles;
		this.handlerExecutor = handlerExecutor;
		this.discoveries = discoveries;
	}

	QuicTransportOptions create(Stream<QuicTransportOptionsCustomizer> customizers) {
		QuicTransportOptions options = new PropertiesQuicTransportOptionsCustomizer(this.properties)
			.customize(new QuicTransportOptions());
		options = options.withDiscovery(options.discovery().withProviders(this.discoveries));
		String bundle = this.properties.getSsl().getBundle();
		if (bundle != null) {
			options = options.withIdentity(BundleIdentity.of(this.bundles, bundle));
		}
		if (this.handlerExecutor != null) {
			options = options.withHandlerExecutor(this.handlerExecutor);
		}
		for (QuicTransportOptionsCustomizer customizer : customizers.toList()) {
			options = customizer.customize(options);
		}
		if (options.identity() == null) {
			throw BundleIdentity.missing();
		}
		return options;
	}

}
