package io.quictransport.sample;

import java.time.Instant;
import java.util.List;

import io.quictransport.ErrorCode;
import io.quictransport.NodeAddress;
import io.quictransport.PeerFailure;
import io.quictransport.PeerId;
import io.quictransport.PeerPhase;
import io.quictransport.PeerSnapshot;
import io.quictransport.UnreachedPeer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a node tells others of its peers.
 */
class NodeViewTests {

	private static final PeerId B = new PeerId("node-b");

	private static final Instant LOST = Instant.ofEpochMilli(1000);

	private static final Instant FAILED = Instant.ofEpochMilli(9000);

	private final NodeJson json = new NodeJson(JsonMapper.builder().build());

	@Test
	void aPeerThatIsAwayIsAwaySinceItWasLostAndNotSinceItWasLastDialled() {
		PeerSnapshot snapshot = PeerSnapshot.of(B, PeerPhase.DISCONNECTED)
			.withLastFailure(new PeerFailure("nobody answers", ErrorCode.CONNECT_TIMEOUT, FAILED));
		UnreachedPeer away = new UnreachedPeer(B, List.of(NodeAddress.parse("10.0.0.2:9000")), "application", LOST, 7,
				ErrorCode.CONNECT_TIMEOUT, "nobody answers", FAILED, true);
		assertThat(NodeView.Peer.of(snapshot, away))
			.returns(new NodeView.Away(1000, List.of("10.0.0.2:9000"), true), NodeView.Peer::away)
			.returns(9000L, NodeView.Peer::lastErrorAt);
		assertThat(NodeView.Peer.of(snapshot, null).away()).isNull();
	}

	@Test
	void whatANodeOfAnEarlierReleaseTellsOfAPeerCanBeRead() {
		String told = """
				{"id": "node-b", "phase": "DISCONNECTED", "connected": false, "address": null, "dialled": false,
				 "rttMicros": null, "lanes": 0, "inFlight": 0, "messagesSent": 0, "messagesReceived": 0,
				 "lastError": null, "lastErrorCode": null, "lastErrorAt": null, "connectedSince": null, "path": null}
				""";
		assertThat(this.json.read(told.getBytes(UTF_8), NodeView.Peer.class)).returns("node-b", NodeView.Peer::id)
			.returns(null, NodeView.Peer::away);
	}

}
