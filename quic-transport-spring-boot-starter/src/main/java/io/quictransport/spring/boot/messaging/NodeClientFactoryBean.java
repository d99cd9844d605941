package io.quictransport.spring.boot.messaging;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.InitializingBean;

/**
 * Makes a client of one interface, for {@link ImportNodeClients} and for beans that are
 * declared one by one. Needs the starter's messaging in its context, and fails the
 * context if a method of the interface can make no call.
 *
 * @param <T> the interface
 */
public final class NodeClientFactoryBean<T> implements FactoryBean<T>, BeanFactoryAware, InitializingBean {

	private final Class<T> type;

	private final String service;

	private @Nullable BeanFactory beanFactory;

	private @Nullable T client;

	/**
	 * Takes the interface and the service.
	 * @param type an interface with {@link NodeExchange} methods
	 * @param service the service that the client calls, and the name by which properties
	 * know it
	 */
	public NodeClientFactoryBean(Class<T> type, String service) {
		this.type = type;
		this.service = service;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Uses the application's own template if there is no {@link NodeClients} bean.
	 * Without a transport, as in tests of other parts of the application, only code that
	 * uses the client fails.
	 */
	@Override
	public void afterPropertiesSet() {
		BeanFactory beans = this.beanFactory;
		if (beans == null) {
			return;
		}
		NodeClients clients = beans.getBeanProvider(NodeClients.class).getIfAvailable();
		NodeTransportTemplate template = beans.getBeanProvider(NodeTransportTemplate.class).getIfUnique();
		if (clients != null) {
			this.client = clients.create(this.type, this.service);
		}
		else if (template != null) {
			this.client = template.client(this.type, this.service);
		}
	}

	@Override
	public T getObject() {
		if (this.client == null) {
			throw new RouteException(
					"There is no transport that a client of " + this.type.getName() + " could call through.",
					"Set quic.transport.enabled to true, or have no client injected; have spring-messaging on the"
							+ " class path.");
		}
		return this.client;
	}

	@Override
	public Class<?> getObjectType() {
		return this.type;
	}

}
