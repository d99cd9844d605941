package io.quictransport.spring.boot.metrics;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quictransport.ConnectionSnapshot;
import io.quictransport.PeerId;
import io.quictransport.PeerPhase;
import io.quictransport.PeerSnapshot;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.spring.boot.FakeTransport;
import io.quictransport.testing.TestCertificate;
import io.quictransport.testing.TestCertificates;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds how long the meters say that certificates are valid.
 */
class CertificateMetersTests {

	private static final TestCertificates CA = TestCertificates.create();

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	@Test
	void theFirstCertificateOfTheConnectedPeersCounts() {
		FakeTransport transport = new FakeTransport();
		X509Certificate valid = CA.certificate("node-b").chain().get(0);
		X509Certificate expired = CA.expired("node-c").chain().get(0);
		transport.peers = List.of(peer("node-b", valid), peer("node-d", null));
		Instant now = valid.getNotAfter().toInstant().minusSeconds(90);
		new CertificateMeters(transport, Clock.fixed(now, ZoneOffset.UTC)).bindTo(this.registry);
		assertThat(seconds("peers")).isEqualTo(90);
		transport.peers = List.of(peer("node-b", valid), peer("node-c", expired));
		assertThat(seconds("peers")).as("it has expired")
			.isEqualTo(Duration.between(now, expired.getNotAfter().toInstant()).toSeconds())
			.isNegative();
		transport.peers = List.of();
		assertThat(seconds("peers")).isNaN();
		assertThat(seconds("own")).as("a transport without certificates").isNaN();
	}

	@Test
	void theNodesOwnCertificateCountsBeforeItIsStarted() {
		TestCertificate certificate = CA.certificate("node-a");
		QuicTransport transport = new QuicTransport(new QuicTransportOptions().withIdentity(certificate.identity()));
		Instant now = certificate.chain().get(0).getNotAfter().toInstant().minus(Duration.ofDays(3));
		new CertificateMeters(transport, Clock.fixed(now, ZoneOffset.UTC)).bindTo(this.registry);
		assertThat(seconds("own")).isEqualTo(Duration.ofDays(3).toSeconds());
		assertThat(seconds("peers")).isNaN();
	}

	private static PeerSnapshot peer(String id, @Nullable X509Certificate certificate) {
		return PeerSnapshot.of(new PeerId(id), PeerPhase.CONNECTED)
			.withConnection(new ConnectionSnapshot(null, true, null, 0, null, certificate));
	}

	private double seconds(String owner) {
		return this.registry.get("quic.transport.certificate.expiry")
			.tag("owner", owner)
			.timeGauge()
			.value(TimeUnit.SECONDS);
	}

}
