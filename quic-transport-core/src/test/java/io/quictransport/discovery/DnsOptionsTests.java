package io.quictransport.discovery;

import java.time.Duration;

import io.quictransport.ConfigurationException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DnsOptionsTests {

	@Test
	void aHostAndAServiceReplaceEachOtherAndKeepTheRest() {
		DnsOptions options = new DnsOptions().withQueryTimeout(Duration.ofSeconds(7)).withHost("nodes.example", 9000);
		assertThat(options).returns("nodes.example", DnsOptions::name)
			.returns(9000, DnsOptions::port)
			.returns(false, DnsOptions::isService)
			.returns(Duration.ofSeconds(7), DnsOptions::queryTimeout);
		assertThat(options.withService("_quic._udp.nodes.example"))
			.returns("_quic._udp.nodes.example", DnsOptions::name)
			.returns(true, DnsOptions::isService)
			.returns(Duration.ofSeconds(7), DnsOptions::queryTimeout);
	}

	@Test
	void aProviderThatIsToLookUpNothingIsRefused() {
		assertThatExceptionOfType(ConfigurationException.class).isThrownBy(() -> new DnsPeerDiscovery(new DnsOptions()))
			.withMessageContaining("withHost or withService");
	}

}
