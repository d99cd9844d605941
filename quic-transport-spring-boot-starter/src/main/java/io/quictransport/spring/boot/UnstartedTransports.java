package io.quictransport.spring.boot;

import java.util.List;
import java.util.Map;

import io.quictransport.NetworkTransport;
import io.quictransport.TransportState;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * Fails the start of a context if none of its transports has been started when it is
 * ready. If there are several and none is marked, starting one is left to the
 * application, which may not know that.
 */
final class UnstartedTransports implements ApplicationListener<ContextRefreshedEvent> {

	private final ConfigurableListableBeanFactory beanFactory;

	UnstartedTransports(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		if (event.getApplicationContext().getAutowireCapableBeanFactory() != this.beanFactory) {
			return;
		}
		Map<String, NetworkTransport> transports = this.beanFactory.getBeansOfType(NetworkTransport.class, false,
				false);
		if (transports.size() > 1
				&& transports.values().stream().allMatch((each) -> each.state() == TransportState.STOPPED)) {
			throw new UnmarkedTransportsException(List.copyOf(transports.keySet()));
		}
	}

}
