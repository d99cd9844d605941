package io.quictransport.spring.boot;

import io.quictransport.NetworkTransport;

/**
 * Prepares the transport in code where {@link NodeHandler} and the properties are not
 * enough, for instance for handlers whose paths are computed. Beans of this type are
 * called in their order, once, after the handler beans are registered and before the
 * transport starts. Their registrations survive stop and start.
 */
@FunctionalInterface
public interface NetworkTransportConfigurer {

	/**
	 * Prepares the transport.
	 * @param transport the transport, not started yet
	 */
	void configure(NetworkTransport transport);

}
