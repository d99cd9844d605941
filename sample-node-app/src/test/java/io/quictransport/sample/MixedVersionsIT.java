package io.quictransport.sample;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.quictransport.MessageStream;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.testing.Alone;
import io.quictransport.testing.FreePorts;
import io.quictransport.testing.TestCertificates;
import io.quictransport.testing.contract.Results;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Rolls a cluster of three nodes from the sample's jar of an earlier commit to today's.
 * {@code ./mixed-versions} builds that jar and runs this.
 */
@Alone
@EnabledIfSystemProperty(named = "previous.sample.jar", matches = ".+",
		disabledReason = "./mixed-versions builds the earlier jar that this needs")
class MixedVersionsIT {

	private static final List<String> IDS = List.of("node-a", "node-b", "node-c");

	private static final List<PeerId> PEERS = IDS.stream().map(PeerId::new).toList();

	private static final Pattern TAKEN = Pattern.compile("event=board_taken key=(\\S+)");

	private static final Path TODAY = Path.of("target/sample-node-app.jar").toAbsolutePath();

	private final Path before = Path.of(Objects.requireNonNull(System.getProperty("previous.sample.jar")))
		.toAbsolutePath();

	private final JsonMapper json = new JsonMapper();

	private final Map<String, InetSocketAddress> addresses = Stream.concat(IDS.stream(), Stream.of("guest"))
		.collect(Collectors.toMap(Function.identity(), (id) -> FreePorts.address()));

	private final Map<String, Process> nodes = new LinkedHashMap<>();

	@TempDir
	private Path directory;

	@AfterEach
	void end() {
		this.nodes.values().forEach(Process::destroyForcibly);
	}

	@Test
	void aClusterIsRolledFromTheEarlierJarToTodaysUnderLoadAndNoCallIsLost() throws Exception {
		assertThat(TODAY).isRegularFile();
		assertThat(Files.mismatch(this.before, TODAY)).as("the jars are the same").isNotNegative();
		TestCertificates ca = SampleCertificates.write(this.directory, IDS.toArray(String[]::new));
		try (QuicTransport guest = guest(ca)) {
			for (String id : IDS) {
				start(id, this.before);
			}
			awaitReady(guest);
			BoardLoad load = BoardLoad.start(guest, "mixed", PEERS);
			for (String id : IDS) {
				awaitMoreCalls(load);
				stop(id);
				start(id, TODAY);
				awaitReady(guest);
			}
			awaitMoreCalls(load);
			load.stop();
			assertThat(load.problems()).isEmpty();
			assertThat(load.written()).hasSize(load.requests());
			for (String id : IDS) {
				Set<String> acknowledged = load.acknowledgedBy(new PeerId(id), System.nanoTime());
				assertThat(acknowledged).isNotEmpty();
				await().atMost(Results.PATIENCE).until(() -> taken(id).containsAll(acknowledged));
			}
		}
	}

	/** Both kinds of nodes have to do with each other before the next one is rolled. */
	private static void awaitMoreCalls(BoardLoad load) {
		int begun = load.requests();
		await().atMost(Results.PATIENCE).until(() -> load.requests() > begun + 200);
	}

	private QuicTransport guest(TestCertificates ca) {
		QuicTransport guest = new QuicTransport(new QuicTransportOptions().withIdentity(ca.identity("guest"))
			.withBindAddress(addressOf("guest"))
			.withReconnectMaxBackoff(Duration.ofSeconds(1))
			.withTimeouts((timeouts) -> timeouts.withIdle(Results.PATIENCE).withRequest(Results.PATIENCE)));
		guest.onStream(NodePaths.SNAPSHOT, MessageStream::finish);
		guest.onMessage(NodePaths.CHANGED, (message, context) -> {
		});
		guest.start().join();
		return guest;
	}

	private void start(String id, Path jar) throws IOException {
		String peers = this.addresses.entrySet()
			.stream()
			.map((entry) -> entry.getKey() + "@127.0.0.1:" + entry.getValue().getPort())
			.collect(Collectors.joining(","));
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-XX:+UseSerialGC", "-Xmx256m", "-jar", jar.toString(), "--server.port=0"));
		command.addAll(List.of("--sample.certificates=" + this.directory, "--quic.transport.node-id=" + id,
				"--quic.transport.port=" + addressOf(id).getPort(), "--quic.transport.peers=" + peers,
				"--quic.transport.discovery.multicast.enabled=false",
				"--quic.transport.timeouts.idle=" + Results.PATIENCE,
				"--quic.transport.shutdown.grace-period=" + Results.PATIENCE,
				"--spring.lifecycle.timeout-per-shutdown-phase=" + Results.PATIENCE.multipliedBy(2),
				"--board.request-timeout=" + Results.PATIENCE, "--board.catch-up-timeout=" + Results.PATIENCE,
				"--board.max-keys=1000000", "--logging.level.io.quictransport.sample=DEBUG"));
		this.nodes.put(id,
				new ProcessBuilder(command).redirectErrorStream(true)
					.redirectOutput(ProcessBuilder.Redirect.appendTo(log(id).toFile()))
					.start());
	}

	private void stop(String id) throws InterruptedException {
		Process node = Objects.requireNonNull(this.nodes.get(id));
		node.destroy();
		assertThat(node.waitFor(Results.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).as(id + " has stopped").isTrue();
	}

	/** Waits until all serve and are connected with each other and the guest. */
	private void awaitReady(QuicTransport guest) {
		PEERS.stream()
			.filter((peer) -> !guest.isConnected(peer))
			.forEach((peer) -> guest.connectPeer(PeerInfo.of(peer, "127.0.0.1:" + addressOf(peer.value()).getPort())));
		await().atMost(Results.PATIENCE)
			.ignoreExceptions()
			.untilAsserted(() -> assertThat(PEERS)
				.allSatisfy((peer) -> assertThat(connectedPeers(guest, peer)).as(() -> read(peer.value()))
					.containsAll(others(peer))));
	}

	private static List<String> others(PeerId peer) {
		return IDS.stream().filter((id) -> !id.equals(peer.value())).toList();
	}

	/** As another version may write it. */
	private Set<String> connectedPeers(QuicTransport guest, PeerId peer) {
		JsonNode view = this.json.readTree(guest.request(peer, NodePaths.STATUS, new byte[0]).join());
		assertThat(view.get("serving").asBoolean()).isTrue();
		return StreamSupport.stream(view.get("peers").spliterator(), false)
			.filter((each) -> each.get("connected").asBoolean())
			.map((each) -> each.get("id").asString())
			.collect(Collectors.toSet());
	}

	private Set<String> taken(String id) {
		return TAKEN.matcher(read(id))
			.results()
			.map((line) -> line.group(1))
			.collect(Collectors.toCollection(HashSet::new));
	}

	private String read(String id) {
		try {
			return Files.readString(log(id));
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	private Path log(String id) {
		return this.directory.resolve(id + ".log");
	}

	private InetSocketAddress addressOf(String id) {
		return Objects.requireNonNull(this.addresses.get(id));
	}

}
