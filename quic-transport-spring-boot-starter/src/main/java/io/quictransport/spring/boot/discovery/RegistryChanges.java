package io.quictransport.spring.boot.discovery;

import org.springframework.cloud.client.discovery.event.HeartbeatEvent;
import org.springframework.cloud.client.discovery.event.HeartbeatMonitor;
import org.springframework.cloud.client.discovery.event.InstanceRegisteredEvent;
import org.springframework.cloud.client.discovery.event.ParentHeartbeatEvent;
import org.springframework.context.event.EventListener;

/**
 * Has the registry queried when it reports a change.
 */
final class RegistryChanges {

	private final DiscoveryClientPeerDiscovery discovery;

	private final HeartbeatMonitor monitor = new HeartbeatMonitor();

	RegistryChanges(DiscoveryClientPeerDiscovery discovery) {
		this.discovery = discovery;
	}

	@EventListener
	void on(HeartbeatEvent event) {
		refreshIfNew(event.getValue());
	}

	@EventListener
	void on(ParentHeartbeatEvent event) {
		refreshIfNew(event.getValue());
	}

	@EventListener
	void on(InstanceRegisteredEvent<?> event) {
		this.discovery.refresh();
	}

	private synchronized void refreshIfNew(Object value) {
		if (this.monitor.update(value)) {
			this.discovery.refresh();
		}
	}

}
