package io.quictransport.spring.boot;

import java.util.Map;

import io.quictransport.NetworkTransport;
import io.quictransport.TransportState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * Warns when nothing has started the transports of a context by the time that it is
 * ready: several of them, none of which is primary, are left to the application, which
 * may not know that.
 */
final class UnstartedTransports implements ApplicationListener<ContextRefreshedEvent> {

	private static final Logger logger = LoggerFactory.getLogger(UnstartedTransports.class);

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
			logger.warn("event=transports_not_started beans={} reason=\"none of them is the one to start; mark it with"
					+ " @Primary, or start them in the application\"", transports.keySet());
		}
	}

}
