package io.quictransport.spring.boot;

import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;

/**
 * Explains options that cannot be used, naming the property that set them if there is
 * one, and certificates that do not fit the node.
 */
final class ConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<ConfigurationException> {

	private final Environment environment;

	ConfigurationFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ConfigurationException cause) {
		RenamedPropertiesException renamed = findCause(rootFailure, RenamedPropertiesException.class);
		if (renamed != null) {
			return new FailureAnalysis("Properties have another name: " + renamed.renamed() + ".",
					"Write them under their new names.", cause);
		}
		InvalidPropertyException property = findCause(rootFailure, InvalidPropertyException.class);
		if (property != null) {
			return invalidProperty(property, cause);
		}
		return (cause.code() == ErrorCode.INVALID_IDENTITY) ? invalidIdentity(cause) : invalidOption(cause);
	}

	private FailureAnalysis invalidProperty(InvalidPropertyException property, ConfigurationException cause) {
		ConfigurationProperty source = find(property.property());
		Origin origin = Origin.from(source);
		String description = "The property " + property.property() + " has the value '"
				+ ((source != null) ? source.getValue() : property.value()) + "'"
				+ ((origin != null) ? " (from " + origin + ")" : "") + ", which cannot be used: " + property.reason()
				+ ".";
		return new FailureAnalysis(description, "Correct the value of " + property.property() + ".", cause);
	}

	private static FailureAnalysis invalidIdentity(ConfigurationException cause) {
		return new FailureAnalysis("The certificate of the node cannot be used: " + cause.detail() + ".", """
				The certificate of the SSL bundle that quic.transport.ssl.bundle names must state the id of the node. \
				Issue it with a subject alternative name of type URI:

				    subjectAltName = URI:node:<id>

				If it states several ids, say which one is meant:

				quic:
				  transport:
				    node-id: "<id>"

				If your certificates state it as a DNS name, set quic.transport.node-id-source to dns-san on all \
				nodes, or to spiffe-id if they state a SPIFFE id.""", cause);
	}

	private static FailureAnalysis invalidOption(ConfigurationException cause) {
		return new FailureAnalysis("The transport cannot be set up like this: " + cause.detail() + ".",
				"Correct the value. Options are set by the properties under " + QuicTransportProperties.PREFIX
						+ " and by beans of type QuicTransportOptionsCustomizer; paths by @NodeHandler and by"
						+ " NetworkTransportConfigurer.",
				cause);
	}

	/**
	 * The property as it was written. An element of a comma-separated list has no entry
	 * of its own; the list has.
	 */
	private @Nullable ConfigurationProperty find(String property) {
		int index = property.indexOf('[');
		ConfigurationProperty found = find(ConfigurationPropertyName.of(property));
		return (found == null && index > 0) ? find(ConfigurationPropertyName.of(property.substring(0, index))) : found;
	}

	private @Nullable ConfigurationProperty find(ConfigurationPropertyName name) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			if (property != null) {
				return property;
			}
		}
		return null;
	}

}
