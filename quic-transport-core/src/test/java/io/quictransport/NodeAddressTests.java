package io.quictransport;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How the place of a node is written.
 */
class NodeAddressTests {

	@ParameterizedTest
	@ValueSource(strings = { "node-b.example:9000", "192.0.2.1:1", "[2001:db8::1]:65535" })
	void anAddressIsReadAndWrittenAlike(String text) {
		assertThat(NodeAddress.parse(text)).hasToString(text);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "host", "host:", ":9000", "host:0", "host:65536", "host:x", "2001:db8::1:9000" })
	void whatIsNoAddressIsRefusedByName(String text) {
		assertThatExceptionOfType(ConfigurationException.class).isThrownBy(() -> NodeAddress.parse(text))
			.withMessageContaining("'" + text + "'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a b", "a,b", "a\"b", "a=b", "a]b", "a\nb", " ", "\u202eb", "a/b" })
	void aHostThatCouldPassForAnotherFieldOfALogLineIsRefused(String host) {
		assertThatExceptionOfType(ConfigurationException.class).isThrownBy(() -> new NodeAddress(host, 1))
			.withMessageContaining("letters, digits");
	}

	@ParameterizedTest
	@ValueSource(strings = { "b\u00fccher.example", "\u0909\u0926\u093e\u0939\u0930\u0923.example", "my_service",
			"fe80::1%eth0", "a.b.", "xn--bcher-kva.example" })
	void namesOfAllAlphabetsAreHosts(String host) {
		assertThat(new NodeAddress(host, 1).host()).isEqualTo(host);
	}

	@Test
	void theZoneOfAnIpv6AddressIsLeftOut() throws UnknownHostException {
		byte[] ip = new byte[16];
		ip[0] = (byte) 0xfd;
		ip[15] = 1;
		InetSocketAddress zoned = new InetSocketAddress(Inet6Address.getByAddress(null, ip, 3), 9000);
		assertThat(NodeAddress.of(zoned)).hasToString("[fd00:0:0:0:0:0:0:1]:9000");
	}

}
