package io.quictransport.spring.boot;

import java.util.List;

import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PeerEntriesTests {

	@Test
	void readsAnAddressAlone() {
		assertThat(parse("node-b.example:9000")).containsExactly(PeerInfo.at("node-b.example:9000"));
		assertThat(parse("[::1]:9000")).containsExactly(PeerInfo.at("[::1]:9000"));
	}

	@Test
	void readsAnIdWithItsAddresses() {
		assertThat(parse("node-b@10.0.0.2:9000")).containsExactly(PeerInfo.of(new PeerId("node-b"), "10.0.0.2:9000"));
		assertThat(parse(" node-b @ 10.0.0.2:9000, [::1]:9001 "))
			.containsExactly(PeerInfo.of(new PeerId("node-b"), "10.0.0.2:9000", "[::1]:9001"));
	}

	@Test
	void entriesOfOneIdBecomeOnePeerInThePlaceOfTheFirst() {
		assertThat(parse("b@h:1", "h:9", "c@h:2", "b@h:3", "b@h:1")).containsExactly(
				PeerInfo.of(new PeerId("b"), "h:1", "h:3"), PeerInfo.at("h:9"), PeerInfo.of(new PeerId("c"), "h:2"));
	}

	@Test
	void entriesWithoutIdStayApart() {
		assertThat(parse("h:1", "h:2")).containsExactly(new PeerInfo(null, List.of(new NodeAddress("h", 1))),
				new PeerInfo(null, List.of(new NodeAddress("h", 2))));
	}

	@Test
	void whatCannotBeReadIsReportedWithItsPlace() {
		refuses("node-b", "write host:port");
		refuses("node-b@", "write host:port");
		refuses("@h:1", "peer id ''");
		refuses("a node@h:1", "peer id 'a node'");
		refuses("h:0", "between 1 and 65535");
		refuses("b@h:1,", "write host:port");
		refuses("h:1,h:2", "write node-id@host:port,host:port");
		refuses("::1:9000", "brackets");
		refuses("", "write host:port");
	}

	private static void refuses(String entry, String reason) {
		assertThatExceptionOfType(InvalidPropertyException.class).isThrownBy(() -> parse("h:1", entry))
			.withMessageContaining("property quic.transport.peers[1] is '" + entry + "'")
			.withMessageContaining(reason);
	}

	private static List<PeerInfo> parse(String... entries) {
		return PeerEntries.parse("quic.transport.peers", List.of(entries));
	}

}
