package io.quictransport.spring.boot;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Leaves properties under {@code quic.transport} unbound if their value is empty. A
 * container sets a variable without a value to the empty string, and a placeholder may
 * resolve to it.
 */
final class EmptyValuesUnset implements ConfigurationPropertiesBindHandlerAdvisor {

	private static final ConfigurationPropertyName OURS = ConfigurationPropertyName.of(QuicTransportProperties.PREFIX);

	private final Environment environment;

	EmptyValuesUnset(Environment environment) {
		this.environment = environment;
	}

	@Override
	public BindHandler apply(BindHandler handler) {
		return new AbstractBindHandler(handler) {

			@Override
			public <T> @Nullable Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target,
					BindContext context) {
				return (OURS.isAncestorOf(name) && isEmpty(name, context)) ? null
						: super.onStart(name, target, context);
			}

		};
	}

	/** The source that comes first decides, as it does for values. */
	private boolean isEmpty(ConfigurationPropertyName name, BindContext context) {
		for (ConfigurationPropertySource source : context.getSources()) {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			if (property != null) {
				return property.getValue() instanceof CharSequence text
						&& !StringUtils.hasText(this.environment.resolvePlaceholders(text.toString()));
			}
		}
		return false;
	}

}
