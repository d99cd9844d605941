package io.quictransport.quic;

import io.netty.handler.codec.quic.QuicCodecBuilder;

/**
 * Applies settings of the QUIC codec that no option of this library covers. Called once
 * for each of the two sockets of each event loop at every start, after the options are
 * applied, so its settings prevail: it can break settings that the transport relies on,
 * such as its windows or its TLS. The exception, with several event loops, is the
 * connection ids of the accepting sockets, since they determine which loop receives a
 * datagram. Runs on the thread that starts the transport.
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
