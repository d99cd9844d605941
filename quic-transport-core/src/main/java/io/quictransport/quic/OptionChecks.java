package io.quictransport.quic;

import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;
import io.quictransport.tls.TlsIdentity;

/**
 * Checks the rules that involve several options.
 */
final class OptionChecks {

	private OptionChecks() {
	}

	static TlsIdentity identityOf(QuicTransportOptions options) {
		TlsIdentity identity = options.identity();
		if (identity == null) {
			throw new ConfigurationException(ErrorCode.INVALID_OPTION,
					"option identity is not set; every node needs a certificate, for example "
							+ "withIdentity(TlsIdentity.ofPem(chain, key, trusted))");
		}
		return identity;
	}

	static void check(QuicTransportOptions options) {
		TransportTimeouts timeouts = options.timeouts();
		if (timeouts.idle().compareTo(timeouts.pingInterval().multipliedBy(2)) < 0) {
			throw Option.invalid("timeouts.idle", timeouts.idle(),
					"must be at least twice the option timeouts.pingInterval, which is " + timeouts.pingInterval());
		}
		if (options.reconnectMaxBackoff().compareTo(options.reconnectMinBackoff()) < 0) {
			throw Option.invalid("reconnectMaxBackoff", options.reconnectMaxBackoff(),
					"must be at least the option reconnectMinBackoff, which is " + options.reconnectMinBackoff());
		}
		QuicSettings quic = options.quic();
		if (quic.connectionWindow() / 2 < quic.streamWindow()) {
			throw Option.invalid("connectionWindow", quic.connectionWindow(),
					"must be at least twice the option streamWindow, which is " + quic.streamWindow());
		}
		IdPatterns.of(options.allowedPeers());
	}

}
