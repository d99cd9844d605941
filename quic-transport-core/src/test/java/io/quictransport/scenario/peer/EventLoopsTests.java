package io.quictransport.scenario.peer;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.ThreadExecutorMap;
import io.quictransport.Dispatch;
import io.quictransport.DownReason;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.PeerListener;
import io.quictransport.PeerSnapshot;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.TransportState;
import io.quictransport.attack.RawConnection;
import io.quictransport.attack.RawPeers;
import io.quictransport.internal.endpoint.FirstBytes;
import io.quictransport.internal.wire.FrameReader.StreamKind;
import io.quictransport.quic.QuicSettings;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static io.quictransport.support.TestNodes.bytes;
import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A node of several event loops: each peer has its home on one of them, whoever dials,
 * and the node is one node to everybody.
 */
@EnabledOnOs(OS.LINUX)
class EventLoopsTests {

	private static final int LOOPS = 3;

	private static final int PEERS = 6;

	private final TestNodes nodes = new TestNodes();

	private QuicTransport hub;

	@BeforeEach
	void start() {
		this.hub = hub("hub");
	}

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void aPeerThatDialsIsServedByTheLoopOfItsHome() {
		for (QuicTransport peer : peers()) {
			TestNodes.connect(peer, this.hub);
			assertThat(threadOf(peer)).isEqualTo(threadOfHome(peer));
		}
	}

	@Test
	void aPeerThatIsDialledIsServedByTheLoopOfItsHome() {
		for (QuicTransport peer : peers()) {
			get(this.hub.connectPeer(new PeerInfo(idOf(peer), TestNodes.infoOf(peer).addresses())));
			assertThat(threadOf(peer)).isEqualTo(threadOfHome(peer));
		}
	}

	@Test
	void aPeerOfWhichOnlyTheAddressIsKnownIsServedByTheLoopOfItsHomeAndSeenOnce() {
		for (QuicTransport peer : peers()) {
			Changes seen = new Changes();
			peer.subscribe(seen);
			NodeInfo info = get(this.hub.connectPeer(PeerInfo.at(TestNodes.addressOf(peer))));
			assertThat(info.id()).isEqualTo(idOf(peer));
			assertThat(threadOf(peer)).isEqualTo(threadOfHome(peer));
			await().until(() -> seen.up.equals(Map.of(idOf(this.hub), 1)));
			assertThat(seen.down).isEmpty();
		}
		assertThat(this.hub.peers()).extracting(PeerSnapshot::id).hasSize(PEERS);
	}

	@Test
	void twoNodesOfSeveralLoopsThatDialEachOtherAreLeftWithOneConnection() {
		for (int i = 0; i < PEERS; i++) {
			QuicTransport other = hub("other-" + i);
			CompletableFuture<NodeInfo> there = this.hub.connectPeer(TestNodes.infoOf(other));
			CompletableFuture<NodeInfo> back = other.connectPeer(TestNodes.infoOf(this.hub));
			get(there);
			get(back);
			assertThat(threadOf(other)).isEqualTo(threadOfHome(other));
			assertThat(get(this.hub.request(idOf(other), "thread", bytes("?")))).isNotEmpty();
		}
	}

	@Test
	void aPeerThatIsDisconnectedRightAfterItWasWantedIsNotConnected() {
		for (QuicTransport peer : peers()) {
			CompletableFuture<NodeInfo> dialled = this.hub.connectPeer(TestNodes.infoOf(peer));
			get(this.hub.disconnect(idOf(peer)));
			await().until(dialled::isDone);
			await().until(() -> peer.peers().isEmpty());
			assertThat(this.hub.isConnected(idOf(peer))).isFalse();
		}
	}

	@Test
	void anAddressThatOthersTakeOverIsDialledUntilOneOfThemServes() {
		QuicTransport leaving = this.nodes.start("leaving");
		InetSocketAddress address = leaving.localAddress();
		get(leaving.drain(Duration.ZERO));
		assertThat(failureOf(this.hub.connectPeer(PeerInfo.at(TestNodes.addressOf(leaving))))).isNotNull();
		get(leaving.stop());
		for (int i = 0; i < LOOPS; i++) {
			String id = "heir-" + i;
			QuicTransport heir = this.nodes.start(id, (options) -> options.withBindAddress(address));
			if (i < LOOPS - 1) {
				get(heir.drain(Duration.ZERO));
				get(heir.stop());
			}
			else {
				await().until(() -> this.hub.isConnected(idOf(heir)));
			}
		}
	}

	@Test
	void connectionsThatAreReplacedStayOnTheLoop() {
		List<QuicTransport> peers = peers();
		peers.forEach((peer) -> TestNodes.connect(peer, this.hub));
		long closed = this.hub.stats().connections().closed();
		peers.forEach(QuicTransport::rotateConnections);
		this.hub.rotateConnections();
		await().until(() -> this.hub.stats().connections().closed() >= closed + PEERS);
		for (QuicTransport peer : peers) {
			assertThat(threadOf(peer)).isEqualTo(threadOfHome(peer));
		}
	}

	@Test
	void aListenerIsToldOfEachPeerOnce() {
		List<QuicTransport> peers = peers();
		peers.subList(0, PEERS / 2).forEach((peer) -> TestNodes.connect(peer, this.hub));
		Changes seen = new Changes();
		this.hub.subscribe(seen);
		peers.subList(PEERS / 2, PEERS).forEach((peer) -> TestNodes.connect(peer, this.hub));
		await().until(() -> seen.up.size() == PEERS);
		peers.forEach((peer) -> get(peer.stop()));
		await().until(() -> seen.down.size() == PEERS);
		assertThat(seen.up.values()).allMatch((times) -> times == 1);
		assertThat(seen.down.values()).allMatch((times) -> times == 1);
	}

	@Test
	void figuresAndAnnouncementsAreThoseOfAllLoops() {
		List<QuicTransport> peers = peers();
		peers.forEach((peer) -> TestNodes.connect(peer, this.hub));
		peers.forEach(this::threadOf);
		await().until(() -> this.hub.stats().messages().received() == PEERS);
		assertThat(this.hub.stats().connections().open()).isEqualTo(PEERS);
		get(this.hub.announce(this.hub.localNode().withMetadata(Map.of("zone", "a"))));
		for (QuicTransport peer : peers) {
			await().untilAsserted(() -> assertThat(peer.peers()).extracting(PeerSnapshot::info)
				.singleElement()
				.extracting(NodeInfo::metadata)
				.isEqualTo(Map.of("zone", "a")));
		}
	}

	@Test
	void theLimitOnInboundConnectionsHoldsForTheNode() {
		QuicTransport narrow = hubOf("narrow", 4);
		List<QuicTransport> peers = peers();
		int connected = 0;
		for (QuicTransport peer : peers) {
			CompletableFuture<NodeInfo> dialled = peer.connectPeer(TestNodes.infoOf(narrow));
			if (connected < 4) {
				get(dialled);
				connected++;
				await().until(() -> narrow.stats().connections().open() >= 1);
			}
			else {
				assertThat(failureOf(dialled).code()).isEqualTo(ErrorCode.TOO_MANY_CONNECTIONS);
			}
		}
		assertThat(narrow.stats().connections().open()).isEqualTo(4);
	}

	@Test
	void aStopTakesWhatIsInFlightToItsEndOnEveryLoop() {
		List<QuicTransport> peers = peers();
		Set<CompletableFuture<byte[]>> answers = ConcurrentHashMap.newKeySet();
		this.hub.onRequest("later", (request, context) -> {
			CompletableFuture<byte[]> answer = new CompletableFuture<>();
			answers.add(answer);
			return answer;
		});
		List<CompletableFuture<byte[]>> calls = new ArrayList<>();
		for (QuicTransport peer : peers) {
			TestNodes.connect(peer, this.hub);
			calls.add(peer.request(idOf(this.hub), "later", bytes("x")));
		}
		await().until(() -> answers.size() == PEERS);
		CompletableFuture<Void> stopped = this.hub.stop();
		answers.forEach((answer) -> answer.complete(bytes("done")));
		calls.forEach((call) -> assertThat(get(call)).isEqualTo(bytes("done")));
		get(stopped);
		assertThat(this.hub.state()).isEqualTo(TransportState.STOPPED);
		get(this.hub.start());
		peers.forEach((peer) -> await().until(() -> peer.isConnected(idOf(this.hub))));
	}

	@Test
	void aNodeThatLosesOneLoopStopsAsAWholeAndCanBeStarted() {
		List<QuicTransport> peers = peers();
		peers.forEach((peer) -> TestNodes.connect(peer, this.hub));
		CompletableFuture<EventExecutor> loop = new CompletableFuture<>();
		this.hub.onRequest(Route.path("loop").withDispatch(Dispatch.EVENT_LOOP), (request, context) -> {
			loop.complete(ThreadExecutorMap.currentExecutor());
			return CompletableFuture.completedFuture(new byte[0]);
		});
		this.hub.onRequest("hang", (request, context) -> new CompletableFuture<>());
		List<CompletableFuture<byte[]>> calls = new ArrayList<>();
		peers.forEach((peer) -> peer.onRequest("hang", (request, context) -> new CompletableFuture<>()));
		peers.forEach((peer) -> calls.add(this.hub.request(idOf(peer), "hang", bytes("x"))));
		get(peers.get(0).request(idOf(this.hub), "loop", bytes("x")));
		get(loop).shutdownGracefully(0, 0, TimeUnit.SECONDS);
		calls.forEach((call) -> assertThat(failureOf(call)).isNotNull());
		await().until(() -> this.hub.state() == TransportState.STOPPED);
		get(this.hub.start());
		// A call that was made before the peer has noticed fails.
		peers.forEach((peer) -> await().ignoreExceptions().until(() -> threadOf(peer).equals(threadOfHome(peer))));
	}

	@Test
	void whoComesToAnotherLoopThanItsHomeIsRefused() {
		try (RawPeers raw = new RawPeers()) {
			List<ErrorCode> refusals = new ArrayList<>();
			int served = 0;
			for (int first = 0; first < LOOPS; first++) {
				RawConnection stranger = raw.dialWithFirstByte(this.hub,
						this.nodes.certificates.certificate("stranger"), first);
				if (first == FirstBytes.homeOf(new PeerId("stranger"), LOOPS)) {
					stranger.greet("stranger");
					served++;
				}
				else {
					stranger.open(StreamKind.CONTROL).write(RawConnection.hello("stranger")::write);
					refusals.add(ErrorCode.ofNumber(stranger.closed().code()));
				}
			}
			assertThat(served).isEqualTo(1);
			assertThat(refusals).containsOnly(ErrorCode.PROTOCOL_VIOLATION);
		}
	}

	@Test
	void oneThreadForEachLoopIsNamedAfterTheNode() {
		peers().forEach((peer) -> TestNodes.connect(peer, this.hub));
		Set<String> names = new HashSet<>();
		Thread.getAllStackTraces().keySet().forEach((thread) -> names.add(thread.getName()));
		assertThat(names).contains("quic-hub-0", "quic-hub-1", "quic-hub-2");
	}

	private QuicTransport hub(String id) {
		return hubOf(id, 1_000);
	}

	private QuicTransport hubOf(String id, int connections) {
		QuicTransport made = this.nodes.start(id,
				(options) -> options.withQuic(new QuicSettings().withEventLoops(LOOPS))
					.withLimits(options.limits().withMaxInboundConnections(connections)));
		made.onRequest(Route.path("thread").withDispatch(Dispatch.EVENT_LOOP), (request, context) -> CompletableFuture
			.completedFuture(Thread.currentThread().getName().getBytes(StandardCharsets.UTF_8)));
		return made;
	}

	private List<QuicTransport> peers() {
		List<QuicTransport> peers = new ArrayList<>();
		for (int i = 0; i < PEERS; i++) {
			QuicTransport peer = this.nodes.start("peer-" + i);
			peer.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
			peers.add(peer);
		}
		return peers;
	}

	/** The thread of the hub that serves a peer. */
	private String threadOf(QuicTransport peer) {
		return new String(get(peer.request(idOf(this.hub), "thread", bytes("?"))), StandardCharsets.UTF_8);
	}

	private static String threadOfHome(QuicTransport peer) {
		return "quic-hub-" + FirstBytes.homeOf(idOf(peer), LOOPS);
	}

	/** Counts how often each peer was said to be up and down. */
	private static final class Changes implements PeerListener {

		private final Map<PeerId, Integer> up = Collections.synchronizedMap(new TreeMap<>());

		private final Map<PeerId, Integer> down = Collections.synchronizedMap(new TreeMap<>());

		@Override
		public void peerUp(NodeInfo node) {
			this.up.merge(node.id(), 1, Integer::sum);
		}

		@Override
		public void peerDown(PeerId peer, DownReason reason) {
			this.down.merge(peer, 1, Integer::sum);
		}

	}

}
