package io.quictransport.spring.boot;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
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
		Map<String, String> found = new LinkedHashMap<>();
		NEW_NAMES.keySet().stream().sorted().forEach((old) -> {
			String name = QuicTransportProperties.PREFIX + "." + old;
			ConfigurationProperty property = find(ConfigurationPropertyName.of(name), sources);
			if (property != null) {
				Origin origin = Origin.from(property);
				found.put(name + ((origin != null) ? " (from " + origin + ")" : ""),
						QuicTransportProperties.PREFIX + "." + NEW_NAMES.get(old));
			}
		});
		if (!found.isEmpty()) {
			throw new RenamedPropertiesException(found);
		}
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
