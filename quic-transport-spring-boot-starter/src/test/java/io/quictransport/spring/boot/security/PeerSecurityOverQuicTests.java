package io.quictransport.spring.boot.security;

import java.security.cert.X509Certificate;
import java.util.Objects;

import io.quictransport.ApplicationCode;
import io.quictransport.ApplicationException;
import io.quictransport.spring.boot.messaging.Node;
import io.quictransport.spring.boot.messaging.NodeCall;
import io.quictransport.spring.boot.messaging.NodeController;
import io.quictransport.testing.TestCertificate;
import io.quictransport.testing.TestCertificates;
import io.quictransport.testing.contract.Results;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.security.core.authority.AuthorityUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What only real certificates can show: that the one of the message is the credentials,
 * and decides.
 */
class PeerSecurityOverQuicTests {

	private static final TestCertificates CERTIFICATES = TestCertificates.create();

	/** Its subject is CN=billing, which is not the node's id. */
	private static final TestCertificate CERTIFICATE = CERTIFICATES.withIds("billing", "client");

	private static Node server;

	private static Node client;

	private static Node other;

	@BeforeAll
	static void start() {
		server = Node.startOverQuic("server", CERTIFICATES.certificate("server"), Secured.class, Who.class);
		client = Node.startOverQuic("client", CERTIFICATE).connect(server);
		other = Node.startOverQuic("other", CERTIFICATES.certificate("other")).connect(server);
	}

	@AfterAll
	static void stop() {
		client.close();
		other.close();
		server.close();
	}

	@Test
	void theCertificateIsTheCredentialsAndSaysWhatThePeerMayDo() {
		assertThat(client.template().request(NodeCall.to("server", "billing.who"), "x", String.class))
			.isEqualTo("client " + CERTIFICATE.chain().get(0).getSerialNumber());
		assertThat(Results
			.failureOf(other.template().requestAsync(NodeCall.to("server", "billing.who"), "x", String.class)))
			.isInstanceOfSatisfying(ApplicationException.class,
					(failure) -> assertThat(failure.applicationCode()).isEqualTo(ApplicationCode.FORBIDDEN));
	}

	@Configuration(proxyBeanMethods = false)
	static class Secured {

		@Bean
		PeerAuthorities authorities() {
			return (peer, certificate) -> AuthorityUtils
				.createAuthorityList(Objects.requireNonNull(certificate).getSubjectX500Principal().getName());
		}

		@Bean
		RouteRules rules() {
			return new RouteRules().withAuthority("billing.*", "CN=billing");
		}

	}

	@NodeController
	static class Who {

		@MessageMapping("billing.who")
		String who(PeerAuthentication peer) {
			X509Certificate certificate = Objects.requireNonNull(peer.getCredentials());
			return peer.getName() + " " + certificate.getSerialNumber();
		}

	}

}
