package io.quictransport.quic;

import io.netty.handler.codec.quic.QuicCodecBuilder;

/**
 * Sets on the QUIC codec what no option of this library covers. Called once for each of
 * the two sockets of each event loop at every start, after the options are applied, so
 * its settings prevail: a setting that the transport relies on, such as its windows or
 * its TLS, can be broken here. With several event loops the connection ids of the
 * accepting sockets are the exception, since they say where a datagram goes. Runs on the
 * thread that starts the transport.
 */
@FunctionalInterface
public interface QuicCodecCustomizer {

	/**
	 * Changes the codec before it is built.
	 * @param builder builds the codec of one socket: a
	 * {@link io.netty.handler.codec.quic.QuicServerCodecBuilder} for the one that accepts
	 * connections, a {@link io.netty.handler.codec.quic.QuicClientCodecBuilder} for the
	 * one that dials
	 */
	void customize(QuicCodecBuilder<?> builder);

	/**
	 * Calls another customizer after this one.
	 * @param next the other customizer
	 * @return both, one after the other
	 */
	default QuicCodecCustomizer andThen(QuicCodecCustomizer next) {
		return (builder) -> {
			customize(builder);
			next.customize(builder);
		};
	}

}
