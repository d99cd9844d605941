package io.quictransport.spring.boot.discovery;

import java.util.Map;

import io.quictransport.NetworkTransport;
import io.quictransport.NodeInfo;
import io.quictransport.internal.text.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.client.discovery.event.InstancePreRegisteredEvent;
import org.springframework.context.event.EventListener;

/**
 * Adds the transport's port and id to this application's own entry in the registry. The
 * transport is bound before the application registers, so its port is known.
 */
final class PortAdvertiser {

	private static final Log logger = Log.of(PortAdvertiser.class);

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
		String reason = advertise(bound.localNode(), event.getRegistration().getMetadata());
		if (reason != null) {
			logger.warn("event=port_not_advertised service_id={} reason=\"{}; set the metadata {} by configuration\"",
					event.getRegistration().getServiceId(), reason, this.properties.getPortMetadata());
		}
	}

	/** Says why it cannot be advertised, null if it is. */
	private @Nullable String advertise(NodeInfo self, @Nullable Map<String, String> metadata) {
		if (metadata == null) {
			return "the registration has no metadata";
		}
		if (self.addresses().isEmpty()) {
			return "the transport is not started";
		}
		try {
			metadata.put(this.properties.getPortMetadata(), "" + self.addresses().get(0).port());
			metadata.put(this.properties.getNodeIdMetadata(), self.id().value());
			return null;
		}
		catch (UnsupportedOperationException ex) {
			return "its metadata cannot be changed";
		}
	}

}
