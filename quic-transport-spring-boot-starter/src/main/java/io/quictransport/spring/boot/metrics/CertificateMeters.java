package io.quictransport.spring.boot.metrics;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.quictransport.ConnectionSnapshot;
import io.quictransport.NetworkTransport;
import io.quictransport.PeerSnapshot;
import io.quictransport.quic.QuicTransport;

/**
 * Exposes how long certificates are still valid: the node's own with its chain, and of
 * the connected peers' the one that expires first. Negative after expiry, and NaN without
 * a certificate.
 */
final class CertificateMeters implements MeterBinder {

	private static final String NAME = "quic.transport.certificate.expiry";

	private final NetworkTransport transport;

	private final Clock clock;

	CertificateMeters(NetworkTransport transport, Clock clock) {
		this.transport = transport;
		this.clock = clock;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		gauge("own", CertificateMeters::ofNode).register(registry);
		gauge("peers", CertificateMeters::firstOfPeers).register(registry);
	}

	private TimeGauge.Builder<NetworkTransport> gauge(String owner,
			Function<NetworkTransport, Optional<Instant>> expiry) {
		return TimeGauge
			.builder(NAME, this.transport, TimeUnit.SECONDS,
					(node) -> expiry.apply(node)
						.map((end) -> Duration.between(this.clock.instant(), end).toMillis() / 1000.0)
						.orElse(Double.NaN))
			.description("Time until the node's certificate expires, or the first of those that connected peers show")
			.tag("owner", owner);
	}

	private static Optional<Instant> ofNode(NetworkTransport node) {
		return (node instanceof QuicTransport quic) ? Optional.of(quic.identity().validUntil()) : Optional.empty();
	}

	private static Optional<Instant> firstOfPeers(NetworkTransport node) {
		return node.peers()
			.stream()
			.map(PeerSnapshot::connection)
			.filter(Objects::nonNull)
			.map(ConnectionSnapshot::certificate)
			.filter(Objects::nonNull)
			.map(X509Certificate::getNotAfter)
			.min(Comparator.naturalOrder())
			.map((end) -> end.toInstant());
	}

}
