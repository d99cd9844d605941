package io.quictransport.spring.boot;

import java.util.ArrayList;
import java.util.List;

import io.quictransport.NetworkTransport;
import io.quictransport.PeerListener;
import io.quictransport.Registration;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Registers the application's handlers and listeners when all beans are available, which
 * is before the transport starts: a handler may itself use the transport. The
 * registrations survive stop and start, until the context closes.
 */
final class TransportPreparation implements SmartInitializingSingleton, DisposableBean {

	private final NetworkTransport transport;

	private final HandlerBeans handlers;

	private final ObjectProvider<NetworkTransportConfigurer> configurers;

	private final ObjectProvider<PeerListener> listeners;

	private final LoggedRoutes routes;

	private final List<Registration> registrations = new ArrayList<>();

	TransportPreparation(NetworkTransport transport, HandlerBeans handlers,
			ObjectProvider<NetworkTransportConfigurer> configurers, ObjectProvider<PeerListener> listeners,
			LoggedRoutes routes) {
		this.transport = transport;
		this.handlers = handlers;
		this.configurers = configurers;
		this.listeners = listeners;
		this.routes = routes;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.registrations.addAll(this.handlers.register(this.transport));
		this.configurers.orderedStream().forEach((configurer) -> configurer.configure(this.transport));
		this.routes.log();
		this.listeners.orderedStream().map(this.transport::subscribe).forEach(this.registrations::add);
	}

	/**
	 * A listener that is told of something after this would find a closed context.
	 */
	@Override
	public void destroy() {
		this.registrations.forEach(Registration::close);
		this.registrations.clear();
	}

}
