package io.quictransport.spring.boot.testing;

import java.util.List;

import io.quictransport.PeerId;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.spring.boot.QuicTransportAutoConfiguration;
import io.quictransport.spring.boot.QuicTransportOptionsCustomizer;
import io.quictransport.testing.memory.InMemoryNetwork;
import io.quictransport.testing.memory.InMemoryTransport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configures a transport without a network. Comes before that of the real one, which
 * backs off.
 */
@AutoConfiguration(before = QuicTransportAutoConfiguration.class)
public final class InMemoryTransportAutoConfiguration {

	private static final PeerId DEFAULT_ID = new PeerId("node");

	@Bean
	static NodeBundle inMemoryTransportNodeBundle(Environment environment) {
		return NodeBundle.readableOrEmpty(environment.getProperty(NodeCertificates.BUNDLE_PROPERTY, ""));
	}

	@Bean
	@ConditionalOnMissingBean
	InMemoryNetwork inMemoryNetwork() {
		return new InMemoryNetwork();
	}

	@Bean
	@ConditionalOnMissingBean
	InMemoryTransport inMemoryTransport(InMemoryNetwork network,
			ObjectProvider<QuicTransportOptionsCustomizer> customizers) {
		QuicTransportOptions options = new QuicTransportOptions();
		for (QuicTransportOptionsCustomizer customizer : customizers.orderedStream().toList()) {
			options = customizer.customize(options);
		}
		// Where the test finds the node by its id, whatever address the application has.
		options = options.withBindAddress(QuicTransportOptions.DEFAULT_BIND_ADDRESS).withAdvertisedAddresses(List.of());
		PeerId id = options.nodeId();
		return network.node(((id != null) ? id : DEFAULT_ID).value(), options);
	}

}
