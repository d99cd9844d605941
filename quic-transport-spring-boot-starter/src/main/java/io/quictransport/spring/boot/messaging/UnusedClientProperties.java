package io.quictransport.spring.boot.messaging;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.quictransport.internal.text.Log;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.IgnoreErrorsBindHandler;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.env.Environment;

/**
 * Logs the properties of clients that no client reads, once at the start: mostly those of
 * a service whose name is misspelt, or has dots but no brackets, and those that are
 * misspelt themselves. Clients that are made later, on demand, are not known then.
 */
final class UnusedClientProperties implements SmartInitializingSingleton {

	private static final Log logger = Log.of(UnusedClientProperties.class);

	private static final ConfigurationPropertyName CLIENTS = ConfigurationPropertyName
		.of(NodeClientProperties.PREFIX + ".clients");

	private final ConfigurableListableBeanFactory beanFactory;

	private final Environment environment;

	private final NodeClients clients;

	UnusedClientProperties(ConfigurableListableBeanFactory beanFactory, Environment environment, NodeClients clients) {
		this.beanFactory = beanFactory;
		this.environment = environment;
		this.clients = clients;
	}

	@Override
	public void afterSingletonsInstantiated() {
		Set<String> services = this.clients.services();
		boolean complete = areAllMade();
		for (String configured : configured()) {
			if (services.contains(configured)) {
				unknown(nameOf(configured)).forEach((property) -> logger.warn(
						"event=client_properties_unused property={} reason=\"clients have no such property\"",
						property));
			}
			else if (complete) {
				logger
					.warn("event=client_properties_unused property={} reason=\"no client is imported for this service;"
							+ " a name with dots needs brackets: clients[eu.stock]\"", nameOf(configured));
			}
		}
	}

	private static ConfigurationPropertyName nameOf(String service) {
		boolean plain = ConfigurationPropertyName.isValid(service) && service.indexOf('.') < 0;
		return CLIENTS.append(plain ? service : "[" + service + "]");
	}

	/**
	 * What there is of a client that is none of its properties. Of environment variables
	 * nobody can tell.
	 */
	private Set<ConfigurationPropertyName> unknown(ConfigurationPropertyName client) {
		try {
			Binder.get(this.environment)
				.bind(client, Bindable.of(NodeClientProperties.Client.class), new NoUnboundElementsBindHandler(
						new IgnoreErrorsBindHandler(), new UnboundElementsSourceFilter()));
			return Set.of();
		}
		catch (BindException ex) {
			return (ex.getCause() instanceof UnboundConfigurationPropertiesException unbound)
					? unbound.getUnboundProperties()
						.stream()
						.map(ConfigurationProperty::getName)
						.collect(Collectors.toCollection(TreeSet::new))
					: Set.of();
		}
	}

	private boolean areAllMade() {
		for (String name : this.beanFactory.getBeanNamesForType(NodeClientFactoryBean.class, true, false)) {
			if (!this.beanFactory.containsSingleton(BeanFactoryUtils.transformedBeanName(name))) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Not by the typed properties, which leave out a key whose value has nothing that
	 * they know, as of a name with dots. An empty value of all of them is no map: Spring
	 * Boot 4.0 fails to make one of it.
	 */
	private Set<String> configured() {
		return Binder.get(this.environment)
			.bind(CLIENTS, Bindable.mapOf(String.class, Object.class), new IgnoreErrorsBindHandler())
			.map(Map::keySet)
			.orElse(Set.of());
	}

}
