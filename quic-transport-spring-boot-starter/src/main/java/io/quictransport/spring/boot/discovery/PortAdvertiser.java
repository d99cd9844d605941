package io.quictransport.spring.boot.discovery;

import java.util.List;
import java.util.Map;

import io.quictransport.NetworkTransport;
import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.client.discovery.event.InstancePreRegisteredEvent;
import org.springframework.context.event.EventListener;

/**
 * Tells the registry, with this application's own entry, where the transport is. The
 * transport is bound before the application registers, so that its port is known.
 */
final class PortAdvertiser {

	private static final Logger logger = LoggerFactory.getLogger(PortAdvertiser.class);

	private final ObjectProvider<NetworkTransport> transport;

	private final DiscoveryClientProperties properties;

	PortAdvertiser(ObjectProvider<NetworkTransport> transport, DiscoveryClientProperties properties) {
		this.transport = transport;
		this.properties = properties;
	}

	@EventListener
	void on(InstancePreRegisteredEvent event) {
		NetworkTransport bound = this.transport.getIfUnique();
		if (bound == null) {
			return;
		}
		NodeInfo self = bound.localNode();
		List<NodeAddress> addresses = self.addresses();
		Map<String, String> metadata = event.getRegistration().getMetadata();
		String reason = (metadata == null) ? "the registration has no metadata"
				: addresses.isEmpty() ? "the transport is not started" : null;
		if (reason == null) {
			try {
				metadata.put(this.properties.getPortMetadata(), "" + addresses.get(0).port());
				metadata.put(this.properties.getNodeIdMetadata(), self.id().value());
				return;
			}
			catch (UnsupportedOperationException ex) {
				reason = "the metadata cannot be changed";
			}
		}
		logger.warn("event=port_not_advertised service={} reason=\"{}; set the metadata {} by configuration\"",
				event.getRegistration().getServiceId(), reason, this.properties.getPortMetadata());
	}

}
