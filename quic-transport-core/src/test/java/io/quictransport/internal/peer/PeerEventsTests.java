package io.quictransport.internal.peer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

import io.quictransport.DownReason;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerListener;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.messaging.HandlerRegistry;
import io.quictransport.support.CapturedLogs;
import io.quictransport.support.ManualLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What listeners are told of peers that come, change and go faster than they listen.
 */
class PeerEventsTests {

	private static final PeerId PEER = new PeerId("node-x");

	private static final PeerId OTHER = new PeerId("node-y");

	private static final int MANY = 10_000;

	private final CapturedLogs logs = new CapturedLogs();

	private final ManualLoop loop = new ManualLoop();

	private final HandlerRegistry handlers = new HandlerRegistry();

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final PeerEvents events = new PeerEvents(
			new PeerListeners(this.handlers, this.tasks::add, new LoopTasks(this.loop.loop()), 1), 0, this.loop::now);

	private final List<String> told = new ArrayList<>();

	private long version;

	@BeforeEach
	void begin() {
		this.logs.begin();
		this.handlers.addListener(new PeerListener() {

			@Override
			public void peerUp(NodeInfo peer) {
				PeerEventsTests.this.told.add("up " + peer.id() + " " + peer.version());
			}

			@Override
			public void peerUpdated(NodeInfo peer) {
				PeerEventsTests.this.told.add("updated " + peer.id() + " " + peer.version());
			}

			@Override
			public void peerDown(PeerId peer, DownReason reason) {
				PeerEventsTests.this.told.add("down " + peer + " " + reason);
			}

		});
	}

	@AfterEach
	void end() {
		this.logs.end();
		this.loop.close();
	}

	@Test
	void eventsAreToldInTheirOrder() {
		up(PEER);
		up(OTHER);
		updated(PEER);
		down(PEER);
		listen();
		assertThat(this.told).containsExactly("up node-x 1", "up node-y 2", "updated node-x 3",
				"down node-x CONNECTION_LOST");
	}

	@Test
	void anUpdateReplacesTheOneThatWaits() {
		up(PEER);
		for (int i = 0; i < MANY; i++) {
			updated(PEER);
		}
		listen();
		assertThat(this.told).containsExactly("up node-x 1", "updated node-x " + (MANY + 1));
	}

	@Test
	void aPeerThatComesAndGoesFillsNoMemoryAndIsHeardOfByTurns() {
		for (int i = 0; i < MANY; i++) {
			up(PEER);
			updated(PEER);
			down(PEER);
		}
		up(OTHER);
		listen();
		assertThat(this.told.size()).isBetween(2, 2 * UntoldEvents.MOST);
		assertThat(this.told.get(0)).isEqualTo("up node-x 1");
		assertThat(ofPeer()).last().isEqualTo("down node-x CONNECTION_LOST");
		assertByTurns();
		assertThat(this.told).contains("up node-y " + this.version);
	}

	@Test
	void aPeerThatIsThereInTheEndIsHeardOfAsItIs() {
		for (int i = 0; i < MANY; i++) {
			up(PEER);
			down(PEER);
		}
		up(PEER);
		listen();
		assertByTurns();
		assertThat(this.told).last().asString().endsWith("node-x " + this.version).doesNotStartWith("down");
		down(PEER);
		up(PEER);
		listen();
		assertByTurns();
		assertThat(ofPeer()).last().isEqualTo("up node-x " + this.version);
	}

	@Test
	void aPeerThatComesAndGoesIsLoggedWithinBounds() {
		for (int i = 0; i < MANY; i++) {
			up(PEER);
			down(PEER);
		}
		up(OTHER);
		assertThat(this.logs.infos("peer_up").size() + this.logs.infos("peer_down").size()).isEqualTo(61);
		assertThat(this.logs.infos("peer_up")).last().asString().contains("peer=node-y");
	}

	private void assertByTurns() {
		boolean connected = false;
		for (String event : ofPeer()) {
			assertThat(event.startsWith("up")).as("%s in %s", event, this.told).isEqualTo(!connected);
			connected = !connected;
		}
	}

	/** When the peer was heard to come and to go. */
	private List<String> ofPeer() {
		List<String> of = new ArrayList<>();
		for (String event : this.told) {
			if (event.contains(PEER.value()) && !event.startsWith("updated")) {
				of.add(event);
			}
		}
		return of;
	}

	private void listen() {
		for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
			task.run();
		}
	}

	private void up(PeerId peer) {
		this.events.up(info(peer));
	}

	private void updated(PeerId peer) {
		this.events.updated(info(peer));
	}

	private void down(PeerId peer) {
		this.events.down(peer, DownReason.CONNECTION_LOST, "made up by a test");
	}

	private NodeInfo info(PeerId peer) {
		return new NodeInfo(peer, List.of(), Set.of(), Map.of(), ++this.version);
	}

}
