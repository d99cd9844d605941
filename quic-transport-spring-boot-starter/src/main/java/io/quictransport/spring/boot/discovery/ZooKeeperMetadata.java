package io.quictransport.spring.boot.discovery;

import org.springframework.cloud.client.discovery.event.InstancePreRegisteredEvent;
import org.springframework.cloud.zookeeper.serviceregistry.ZookeeperRegistration;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Gives a registration at ZooKeeper its metadata before {@link PortAdvertiser} needs it:
 * such a registration has none until its port is set. The port is set to 0, which counts
 * as not set, so the web server's port replaces it when the application registers.
 */
final class ZooKeeperMetadata {

	@EventListener
	@Order(Ordered.HIGHEST_PRECEDENCE)
	void on(InstancePreRegisteredEvent event) {
		if (event.getRegistration() instanceof ZookeeperRegistration registration && registration.getPort() == 0) {
			registration.setPort(0);
		}
	}

}
