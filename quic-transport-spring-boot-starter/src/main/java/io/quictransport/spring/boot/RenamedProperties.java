package io.quictransport.spring.boot;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Rejects properties under their former names, in whatever form they are written, before
 * any bean is made. Such a value would bind to nothing and be lost silently.
 */
final class RenamedProperties implements BeanFactoryPostProcessor {

	/** The new names by the old ones, relative to the prefix. */
	static final Map<String, String> NEW_NAMES = Map.of("limits.lane-idle-timeout", "timeouts.lane-idle",
			"limits.frame-timeout", "timeouts.frame", "limits.stream-write-timeout", "timeouts.stream-write",
			"limits.stall-timeout", "timeouts.stall", "limits.max-connection-age", "replacement.max-age",
			"limits.max-connection-streams", "replacement.max-quic-streams", "limits.max-streams",
			"limits.max-message-streams");

	/** The new names of the properties of each client by the old ones. */
	static final Map<String, String> NEW_NAMES_OF_CLIENTS = Map.of("retry.first-wait", "retry.min-backoff",
			"retry.longest-wait", "retry.max-backoff");

	private static final ConfigurationPropertyName CLIENTS = ConfigurationPropertyName
		.of(QuicTransportProperties.PREFIX + ".clients");

	private final Environment environment;

	RenamedProperties(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		if (this.environment instanceof ConfigurableEnvironment configurable) {
			check(ConfigurationPropertySources.from(configurable.getPropertySources()));
		}
	}

	private void check(Iterable<ConfigurationPropertySource> sources) {
		Map<ConfigurationPropertyName, ConfigurationPropertyName> renamed = new TreeMap<>();
		ConfigurationPropertyName prefix = ConfigurationPropertyName.of(QuicTransportProperties.PREFIX);
		NEW_NAMES.forEach((old, now) -> renamed.put(prefix.append(old), prefix.append(now)));
		clients(sources).forEach((client) -> NEW_NAMES_OF_CLIENTS
			.forEach((old, now) -> renamed.put(client.append(old), client.append(now))));
		Map<String, String> found = new LinkedHashMap<>();
		renamed.forEach((old, now) -> {
			ConfigurationProperty property = find(old, sources);
			if (property != null) {
				Origin origin = Origin.from(property);
				found.put(old + ((origin != null) ? " (from " + origin + ")" : ""), now.toString());
			}
		});
		if (!found.isEmpty()) {
			throw new RenamedPropertiesException(found);
		}
	}

	private static Set<ConfigurationPropertyName> clients(Iterable<ConfigurationPropertySource> sources) {
		Set<ConfigurationPropertyName> clients = new HashSet<>();
		for (ConfigurationPropertySource source : sources) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				iterable.stream()
					.filter(CLIENTS::isAncestorOf)
					.map((name) -> name.chop(CLIENTS.getNumberOfElements() + 1))
					.forEach(clients::add);
			}
		}
		return clients;
	}

	/** An empty value counts as none, as for any property. */
	private @Nullable ConfigurationProperty find(ConfigurationPropertyName name,
			Iterable<ConfigurationPropertySource> sources) {
		for (ConfigurationPropertySource source : sources) {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			if (property != null) {
				boolean empty = property.getValue() instanceof CharSequence text
						&& !StringUtils.hasText(this.environment.resolvePlaceholders(text.toString()));
				return empty ? null : property;
			}
		}
		return null;
	}

}
