package io.quictransport.sample;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.quictransport.MessageStream;
import io.quictransport.PeerId;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.testing.Needs;
import io.quictransport.testing.RealPart;
import io.quictransport.testing.TestCertificates;
import io.quictransport.testing.contract.Results;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Three nodes in containers of the sample's image, and what Docker can do to them while a
 * fourth node, in this JVM, keeps them at work.
 */
@Needs(RealPart.DOCKER)
class ContainersIT {

	private static final List<String> IDS = List.of("node-a", "node-b", "node-c");

	private static final List<PeerId> PEERS = IDS.stream().map(PeerId::new).toList();

	private static final Pattern TAKEN = Pattern.compile("event=board_taken key=(\\S+)");

	private static final NodeJson JSON = new NodeJson(new JsonMapper());

	private static SampleContainers containers;

	private static QuicTransport guest;

	@BeforeAll
	static void startContainers(@TempDir Path certificates) throws Exception {
		String image = SampleImage.build();
		TestCertificates ca = SampleCertificates.write(certificates, IDS.toArray(String[]::new));
		// For the user of the containers, who is not this one.
		Files.setPosixFilePermissions(certificates, PosixFilePermissions.fromString("rwxr-xr-x"));
		containers = new SampleContainers();
		guest = startGuest(ca);
		containers.start(image, certificates, "guest@" + guest.localNode().addresses().get(0), IDS);
		containers.awaitReady(IDS);
		awaitGuestConnected();
	}

	private static QuicTransport startGuest(TestCertificates ca) {
		QuicTransport node = new QuicTransport(new QuicTransportOptions().withIdentity(ca.identity("guest"))
			.withBindAddress(new InetSocketAddress(containers.gateway(), 0))
			.withTimeouts(
					(timeouts) -> timeouts.withPingInterval(Duration.ofSeconds(1)).withIdle(SampleContainers.IDLE))
			.withReconnectMaxBackoff(Duration.ofSeconds(1))
			.withTimeouts((timeouts) -> timeouts.withRequest(Results.PATIENCE)));
		// The guest holds nothing, and what it is told is of no use to it.
		node.onStream(NodePaths.SNAPSHOT, MessageStream::finish);
		node.onMessage(NodePaths.CHANGED, (message, context) -> {
		});
		node.start().join();
		return node;
	}

	@AfterAll
	static void stopContainers() {
		if (guest != null) {
			guest.close();
		}
		if (containers != null) {
			containers.close();
		}
	}

	@Test
	void aRollingRestartUnderLoadFailsNoCallAndLosesNothingAcknowledged() throws Exception {
		BoardLoad load = BoardLoad.start(guest, "rolling", PEERS);
		for (String id : IDS) {
			containers.stop(id);
			containers.startAgain(id);
			containers.awaitReady(IDS);
			awaitGuestConnected();
		}
		load.stop();
		assertThat(load.problems()).isEmpty();
		assertNothingAcknowledgedIsLost(load, IDS);
		awaitAllHold(List.of(load.written()));
	}

	@Test
	void whatIsPausedKilledCutOffOrMovedComesBackAndLosesNothingAcknowledgedButWhatTheKilledOneHadInHand()
			throws Exception {
		BoardLoad load = BoardLoad.start(guest, "faults", PEERS).tryingAllAgain();
		await().atMost(Results.PATIENCE).until(() -> load.requests() > 600);
		long beforeTheKill = System.nanoTime();
		awaitTaken("node-b", load.acknowledgedBy(PEERS.get(1), beforeTheKill));
		awaitAllHold(List.of(load.writtenBy(PEERS.get(1), beforeTheKill)));
		containers.kill("node-b");
		containers.pause("node-a");
		containers.awaitDown("node-c", "node-a");
		containers.awaitDown("node-c", "node-b");
		containers.unpause("node-a");
		containers.startAgain("node-b");
		containers.awaitReady(IDS);
		String before = containers.address("node-c");
		containers.disconnect("node-c");
		containers.awaitDown("node-a", "node-c");
		containers.connect("node-c", 200);
		assertThat(containers.address("node-c")).isNotEqualTo(before);
		containers.awaitReady(IDS);
		awaitGuestConnected();
		load.stop();
		assertThat(load.problems()).isEmpty();
		assertNothingAcknowledgedIsLost(load, List.of("node-a", "node-c"));
		assertThat(missing(load.acknowledgedBy(PEERS.get(1), beforeTheKill), taken("node-b"))).isEmpty();
		awaitAllHold(List.of(load.writtenBy(PEERS.get(0), System.nanoTime()),
				load.writtenBy(PEERS.get(1), beforeTheKill), load.writtenBy(PEERS.get(2), System.nanoTime())));
	}

	private static void awaitGuestConnected() {
		await().atMost(Results.PATIENCE).until(() -> PEERS.stream().allMatch((peer) -> guest.isConnected(peer)));
	}

	private static void assertNothingAcknowledgedIsLost(BoardLoad load, List<String> ids) {
		assertThat(ids).allSatisfy((id) -> {
			Set<String> acknowledged = load.acknowledgedBy(new PeerId(id), System.nanoTime());
			assertThat(acknowledged).isNotEmpty();
			awaitTaken(id, acknowledged);
		});
	}

	private static void awaitTaken(String id, Set<String> keys) {
		await().atMost(Results.PATIENCE).untilAsserted(() -> assertThat(missing(keys, taken(id))).isEmpty());
	}

	/** What came to a node is in its log; what it held is lost with its process. */
	private static Set<String> taken(String id) {
		Set<String> keys = new HashSet<>();
		Matcher line = TAKEN.matcher(containers.logs(id));
		while (line.find()) {
			keys.add(line.group(1));
		}
		return keys;
	}

	/** A wait of many looks is not to describe tens of thousands of keys at each. */
	private static Set<String> missing(Set<String> expected, Set<String> actual) {
		Set<String> missing = new HashSet<>(expected);
		missing.removeAll(actual);
		return missing;
	}

	private static void awaitAllHold(List<Set<String>> written) {
		assertThat(written).noneMatch(Set::isEmpty);
		Set<String> keys = written.stream().flatMap(Set::stream).collect(Collectors.toSet());
		assertThat(PEERS).allSatisfy((peer) -> await().atMost(Results.PATIENCE)
			.untilAsserted(() -> assertThat(missing(keys, boardOf(peer))).isEmpty()));
	}

	private static Set<String> boardOf(PeerId peer) {
		Set<String> keys = new HashSet<>();
		MessageStream snapshot = guest.openStream(peer, NodePaths.SNAPSHOT).join();
		snapshot.finish();
		snapshot
			.forEach((part) -> JSON.read(part, SnapshotPart.class).entries().forEach((entry) -> keys.add(entry.key())))
			.join();
		return keys;
	}

}
