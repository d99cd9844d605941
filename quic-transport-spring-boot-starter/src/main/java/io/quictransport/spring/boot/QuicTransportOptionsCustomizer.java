package io.quictransport.spring.boot;

import io.quictransport.quic.QuicTransportOptions;

/**
 * Changes the options of the auto-configured transport. Beans of this type are called in
 * their order, after the properties are applied, so that code has the last word. Called
 * once, while the context starts.
 */
@FunctionalInterface
public interface QuicTransportOptionsCustomizer {

	/**
	 * Changes the options.
	 * @param options the options so far
	 * @return the options to go on with, usually made by a {@code with} method
	 */
	QuicTransportOptions customize(QuicTransportOptions options);

}
