package io.quictransport.sample;

import io.quictransport.PeerId;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.spring.boot.testing.AutoConfigureInMemoryTransport;
import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import io.quictransport.testing.memory.InMemoryTransport;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The whole application of one node, without a network: the other node is the test.
 */
@SpringBootTest(properties = { "quic.transport.node-id=node-a", "quic.transport.peers=", "board.catch-up-timeout=0s",
		// There are no certificates, and so no bundle that could be read.
		"spring.ssl.bundle.jks.node.keystore.location=", "spring.ssl.bundle.jks.node.keystore.type=",
		"spring.ssl.bundle.jks.node.truststore.location=", "spring.ssl.bundle.jks.node.truststore.type=" })
@AutoConfigureInMemoryTransport
class OneNodeTests {

	private static final PeerId NODE = new PeerId("node-a");

	@Autowired
	private InMemoryNetwork network;

	@Autowired
	private NodeJson json;

	@Test
	void whatAnotherNodePutsItReadsBack() throws Exception {
		try (InMemoryTransport other = this.network.node("node-b",
				new QuicTransportOptions().withTimeouts((timeouts) -> timeouts.withRequest(Results.PATIENCE)))) {
			Results.get(other.start());
			Results.get(other.connectPeer(this.network.peer("node-a")));
			assertThat(carryOut(other, Command.put("weather", "sunny")).status()).isEqualTo(Answer.Status.OK);
			assertThat(carryOut(other, Command.get("weather")).entry()).extracting(Entry::value).isEqualTo("sunny");
		}
	}

	private Answer carryOut(InMemoryTransport other, Command command) throws Exception {
		return this.json.read(Results.get(other.request(NODE, NodePaths.COMMAND, this.json.write(command))),
				Answer.class);
	}

}
