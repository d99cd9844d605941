package io.quictransport.spring.boot;

import java.util.ArrayList;
import java.util.List;

import io.quictransport.PeerId;
import io.quictransport.quic.QuicTransport;
import io.quictransport.testing.TestCertificate;
import io.quictransport.testing.TestCertificates;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Trust domains and their CAs by properties.
 */
class TrustDomainPropertiesTests {

	private final TestCertificates shop = TestCertificates.create();

	private final TestCertificates bank = TestCertificates.create();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, QuicTransportAutoConfiguration.class))
		.withPropertyValues(properties());

	@Test
	void eachDomainIsTrustedByTheCasOfTheBundleThatIsNamedForIt() {
		this.runner
			.withPropertyValues("quic.transport.ssl.trust-domains[shop.example]=node",
					"quic.transport.ssl.trust-domains[bank.example]=bank")
			.run((context) -> {
				QuicTransport transport = context.getBean(QuicTransport.class);
				assertThat(transport.localNode().id()).isEqualTo(new PeerId("shop.example..orders"));
				assertThat(transport.identity().trustDomains()).containsOnlyKeys("shop.example", "bank.example")
					.containsEntry("shop.example", List.of(this.shop.caCertificate()))
					.containsEntry("bank.example", List.of(this.bank.caCertificate()));
			});
	}

	@Test
	void withoutThemTheCasOfTheNodesOwnBundleAreTrustedForEveryId() {
		this.runner.run((context) -> {
			QuicTransport transport = context.getBean(QuicTransport.class);
			assertThat(transport.identity().trustDomains()).isEmpty();
			assertThat(transport.identity().trusted()).containsExactly(this.shop.caCertificate());
		});
	}

	@Test
	void aDomainWhoseBundleDoesNotExistIsRefusedWithTheBundlesThatDo() {
		this.runner.withPropertyValues("quic.transport.ssl.trust-domains[bank.example]=bankk")
			.run((context) -> assertThat(context).hasFailed().getFailure().rootCause().hasMessageContaining("bankk"));
	}

	@Test
	void domainsAreRefusedWhereIdsDoNotComeFromThem() {
		this.runner
			.withPropertyValues("quic.transport.node-id-source=uri-san",
					"quic.transport.ssl.trust-domains[shop.example]=node")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessageContaining("SPIFFE_ID"));
	}

	@Test
	void domainsAreRefusedWhereTheIdentityIsNotThatOfTheBundle() {
		QuicTransportOptionsCustomizer own = (options) -> options
			.withIdentity(this.shop.withUris("spiffe://shop.example/orders").identity());
		this.runner.withBean(QuicTransportOptionsCustomizer.class, () -> own)
			.withPropertyValues("quic.transport.ssl.trust-domains[shop.example]=node")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessageContaining("quic.transport.ssl.trust-domains is set"));
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, QuicTransportAutoConfiguration.class))
			.withBean(QuicTransportOptionsCustomizer.class, () -> own)
			.withPropertyValues("quic.transport.node-id-source=spiffe-id",
					"quic.transport.ssl.trust-domains[shop.example]=node")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessageContaining("quic.transport.ssl.trust-domains is set"));
		this.runner.withBean(QuicTransportOptionsCustomizer.class, () -> own)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private String[] properties() {
		TestCertificate.Pem own = this.shop.withUris("spiffe://shop.example/orders").pem();
		String partner = this.bank.certificate("any").pem().ca();
		List<String> properties = new ArrayList<>();
		properties.add("spring.ssl.bundle.pem.node.keystore.certificate=" + own.chain());
		properties.add("spring.ssl.bundle.pem.node.keystore.private-key=" + own.key());
		properties.add("spring.ssl.bundle.pem.node.truststore.certificate=" + own.ca());
		properties.add("spring.ssl.bundle.pem.bank.truststore.certificate=" + partner);
		properties.add("quic.transport.ssl.bundle=node");
		properties.add("quic.transport.node-id-source=spiffe-id");
		return properties.toArray(String[]::new);
	}

}
