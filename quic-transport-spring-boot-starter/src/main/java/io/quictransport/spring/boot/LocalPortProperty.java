package io.quictransport.spring.boot;

import java.util.HashMap;
import java.util.Map;

import org.springframework.context.ApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;

/**
 * Adds the bound port to the environment as {@code local.quic.transport.port}, as Spring
 * Boot does for its own servers.
 */
final class LocalPortProperty implements ApplicationListener<QuicTransportStartedEvent> {

	static final String NAME = "local.quic.transport.port";

	private static final String PROPERTY_SOURCE = "server.ports";

	private final ConfigurableEnvironment environment;

	LocalPortProperty(ConfigurableEnvironment environment) {
		this.environment = environment;
	}

	@Override
	public void onApplicationEvent(QuicTransportStartedEvent event) {
		portsIn(this.environment.getPropertySources()).put(NAME, event.getPort());
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> portsIn(MutablePropertySources sources) {
		PropertySource<?> ports = sources.get(PROPERTY_SOURCE);
		if (ports == null) {
			ports = new MapPropertySource(PROPERTY_SOURCE, new HashMap<>());
			sources.addFirst(ports);
		}
		return (Map<String, Object>) ports.getSource();
	}

}
