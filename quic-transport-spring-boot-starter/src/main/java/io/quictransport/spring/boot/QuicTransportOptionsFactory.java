package io.quictransport.spring.boot;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;
import java.util.stream.Stream;

import io.quictransport.discovery.PeerDiscovery;
import io.quictransport.quic.QuicCodecCustomizer;
import io.quictransport.quic.QuicTransportOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundles;

/**
 * Assembles the options of the transport: the core's defaults, then SSL bundle, executor
 * and providers of peers, and last the customizers, of which that of the properties is
 * the first.
 */
final class QuicTransportOptionsFactory {

	private final SslBundles bundles;

	private final @Nullable String bundle;

	private final Map<String, String> trustDomains;

	private final List<PeerDiscovery> discoveries;

	private final ShutdownGrace grace;

	QuicTransportOptionsFactory(SslBundles bundles, QuicTransportProperties.Ssl ssl, List<PeerDiscovery> discoveries,
			ShutdownGrace grace) {
		this.bundles = bundles;
		this.bundle = ssl.getBundle();
		this.trustDomains = ssl.getTrustDomains();
		this.discoveries = discoveries;
		this.grace = grace;
	}

	/**
	 * Makes the options.
	 * @param handlerExecutor the application's executor for handlers
	 * @param defaultExecutor makes one of at most so many threads, where neither the
	 * application nor a customizer gives one
	 * @param codecCustomizers what the application sets on the codec
	 * @param customizers the properties, then what the application makes of the options
	 */
	QuicTransportOptions create(@Nullable Executor handlerExecutor, IntFunction<Executor> defaultExecutor,
			Stream<QuicCodecCustomizer> codecCustomizers, Stream<QuicTransportOptionsCustomizer> customizers) {
		QuicTransportOptions options = new QuicTransportOptions();
		options = options.withDiscovery(options.discovery().withProviders(this.discoveries));
		options = options.withQuic(options.quic()
			.withCodecCustomizer(
					codecCustomizers.reduce(options.quic().codecCustomizer(), QuicCodecCustomizer::andThen)));
		if (this.bundle != null) {
			options = options.withIdentity(BundleIdentity.of(this.bundles, this.bundle, this.trustDomains));
		}
		if (handlerExecutor != null) {
			options = options.withHandlerExecutor(handlerExecutor);
		}
		for (QuicTransportOptionsCustomizer customizer : customizers.toList()) {
			options = customizer.customize(options);
		}
		if (options.identity() == null) {
			throw BundleIdentity.missing();
		}
		if (!this.trustDomains.isEmpty() && options.identity().trustDomains().isEmpty()) {
			throw BundleIdentity.withoutTrustDomains();
		}
		options = options.withDrainGrace(this.grace.limit(options.drainGrace()));
		return (options.handlerExecutor() != null) ? options
				: options.withHandlerExecutor(defaultExecutor.apply(2 * options.limits().maxHandlers()));
	}

}
