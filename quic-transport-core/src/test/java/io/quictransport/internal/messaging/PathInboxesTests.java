package io.quictransport.internal.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.quictransport.MessageType;
import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import io.quictransport.internal.messaging.Inbox.Delivery;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link PathInboxes}.
 */
class PathInboxesTests {

	private final ServingPeer peer = new ServingPeer(TestLimits.DEFAULT);

	private final PathInboxes inboxes = new PathInboxes(() -> new Inbox(this.peer.inbound));

	@Test
	void thePathsOfIdleInboxesAreNotKept() {
		for (int i = 0; i < 1_000; i++) {
			this.inboxes.of("path/" + i);
			assertThat(this.inboxes.count()).isLessThanOrEqualTo(2);
		}
	}

	@Test
	void anInboxThatIsBusyIsFoundAgainWhateverComesBetween() {
		List<Inbox> busy = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			busy.add(this.inboxes.of("busy/" + i));
			busy.get(i).add(delivery("busy/" + i));
		}
		for (int i = 0; i < 1_000; i++) {
			this.inboxes.of("path/" + i);
			assertThat(this.inboxes.count()).isLessThanOrEqualTo(2 * 10 + 2);
		}
		for (int i = 0; i < 10; i++) {
			assertThat(this.inboxes.of("busy/" + i)).isSameAs(busy.get(i));
		}
	}

	@Test
	void anInboxIsLetGoOfWhenItHasBeenEmptied() {
		Inbox first = this.inboxes.of("a");
		first.add(delivery("a"));
		this.inboxes.of("b");
		assertThat(this.inboxes.of("a")).isSameAs(first);
		this.peer.run();
		assertThat(first.isIdle()).isTrue();
		for (int i = 0; i < 3; i++) {
			this.inboxes.of("path/" + i);
		}
		assertThat(this.inboxes.of("a")).isNotSameAs(first);
	}

	private static Delivery delivery(String path) {
		NetworkMessage message = new NetworkMessage(ServingPeer.PEER, new PeerId("node-b"), MessageType.MESSAGE, path,
				Map.of(), "", new byte[0]);
		return new Delivery((each, context) -> {
		}, message, new PeerIdentity(ServingPeer.PEER, ServingPeer.CERTIFICATE), 0);
	}

}
