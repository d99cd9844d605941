package io.quictransport.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Volume;
import io.quictransport.testing.contract.Results;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.utility.DockerImageName;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Nodes of the sample, each a container of the sample's image, on a network of their own
 * at which this JVM is the gateway. What befalls them is done by the Docker engine.
 */
final class SampleContainers implements AutoCloseable {

	static final int QUIC_PORT = 9000;

	private static final int HTTP_PORT = 8080;

	/**
	 * The only end of a peer that is told by time: short enough to see it, and longer
	 * than a machine that has other things to do leaves a process alone.
	 */
	static final Duration IDLE = Duration.ofSeconds(10);

	/** Three JVMs start at once. */
	private static final Duration PATIENCE = Results.PATIENCE.multipliedBy(3);

	/** A node takes its own time to drain: the engine is not to kill it before. */
	private static final int STOP_SECONDS = (int) PATIENCE.toSeconds();

	private final DockerClient docker = DockerClientFactory.lazyClient();

	private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

	private final JsonMapper json = new JsonMapper();

	private final String subnet = "10.213." + ThreadLocalRandom.current().nextInt(256) + ".";

	private final Network.NetworkImpl network = Network.builder()
		.createNetworkCmdModifier((create) -> create.withIpam(new com.github.dockerjava.api.model.Network.Ipam()
			.withConfig(new com.github.dockerjava.api.model.Network.Ipam.Config().withSubnet(this.subnet + "0/24")
				.withGateway(gateway()))))
		.build();

	private final Map<String, GenericContainer<?>> containers = new LinkedHashMap<>();

	SampleContainers() {
		System.out.println("event=network id=" + this.network.getId() + " subnet=" + this.subnet + "0/24");
	}

	/** The address of this JVM on the network. */
	String gateway() {
		return this.subnet + "1";
	}

	/**
	 * Starts nodes that have each other as peers.
	 * @param certificates made by {@link SampleCertificates}
	 * @param guest another peer of all, as node-id@host:port
	 */
	void start(String image, Path certificates, String guest, List<String> ids) {
		String peers = Stream.concat(ids.stream().map((id) -> id + "@" + id + ":" + QUIC_PORT), Stream.of(guest))
			.collect(Collectors.joining(","));
		ids.forEach((id) -> this.containers.put(id, container(image, certificates, peers, id)));
		Startables.deepStart(this.containers.values()).join();
	}

	private GenericContainer<?> container(String image, Path certificates, String peers, String id) {
		GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image))
			.withImagePullPolicy((name) -> false)
			.withNetwork(this.network)
			.withNetworkAliases(id)
			.withEnv("QUIC_TRANSPORT_NODE_ID", id)
			.withEnv("QUIC_TRANSPORT_PEERS", peers)
			.withEnv("BOARD_MAX_KEYS", "1000000")
			// What a machine that has other things to do must not end.
			.withEnv("BOARD_REQUEST_TIMEOUT", Results.PATIENCE.toString())
			.withEnv("BOARD_CATCH_UP_TIMEOUT", Results.PATIENCE.toString())
			.withEnv("QUIC_TRANSPORT_TIMEOUTS_IDLE", IDLE.toString())
			.withEnv("QUIC_TRANSPORT_SHUTDOWN_GRACE_PERIOD", Results.PATIENCE.toString())
			.withEnv("SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE", Results.PATIENCE.multipliedBy(2).toString())
			.withEnv("LOGGING_LEVEL_IO_QUICTRANSPORT_SAMPLE", "DEBUG")
			// A short life, most of it the start.
			.withEnv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx256m -Dspring.aot.enabled=true")
			.withTmpFs(Map.of("/tmp", "exec"));
		Bind stores = new Bind(certificates.toAbsolutePath().toString(), new Volume("/certificates"), AccessMode.ro);
		return container.withCreateContainerCmdModifier((create) -> Objects.requireNonNull(create.getHostConfig())
			.withBinds(stores)
			// As compose.yaml and the Kubernetes files have it.
			.withReadonlyRootfs(true)
			.withCapDrop(Capability.ALL)
			.withSecurityOpts(List.of("no-new-privileges")));
	}

	/** Waits until nodes serve and are connected with each other. */
	void awaitReady(List<String> ids) {
		await().atMost(PATIENCE)
			.pollInterval(Duration.ofMillis(200))
			.ignoreExceptionsInstanceOf(UncheckedIOException.class)
			.untilAsserted(() -> assertThat(ids).allSatisfy((id) -> assertThat(view(id)).satisfies((view) -> {
				assertThat(view.serving()).isTrue();
				assertThat(connectedPeers(view))
					.containsAll(ids.stream().filter((other) -> !other.equals(id)).toList());
			})));
	}

	/** Waits until one node has lost another. */
	void awaitDown(String at, String lost) {
		await().atMost(PATIENCE)
			.ignoreExceptionsInstanceOf(UncheckedIOException.class)
			.untilAsserted(() -> assertThat(connectedPeers(view(at))).doesNotContain(lost));
	}

	static List<String> connectedPeers(NodeView view) {
		return view.peers().stream().filter(NodeView.Peer::connected).map(NodeView.Peer::id).toList();
	}

	NodeView view(String id) {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address(id) + ":" + HTTP_PORT + "/nodes"))
			.timeout(Duration.ofSeconds(20))
			.build();
		try {
			return this.json.readValue(this.http.send(request, BodyHandlers.ofString()).body(), NodeView.class);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(id + " does not answer", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("interrupted", ex);
		}
	}

	/** The address that a node has on the network now. */
	String address(String id) {
		return Objects.requireNonNull(this.docker.inspectContainerCmd(containerId(id))
			.exec()
			.getNetworkSettings()
			.getNetworks()
			.values()
			.iterator()
			.next()
			.getIpAddress(), () -> id + " has no address");
	}

	void pause(String id) {
		this.docker.pauseContainerCmd(containerId(id)).exec();
	}

	void unpause(String id) {
		this.docker.unpauseContainerCmd(containerId(id)).exec();
	}

	void disconnect(String id) {
		this.docker.disconnectFromNetworkCmd()
			.withNetworkId(this.network.getId())
			.withContainerId(containerId(id))
			.exec();
	}

	/** Connects a node to the network again, by its name and with a chosen address. */
	void connect(String id, int lastPart) {
		this.docker.connectToNetworkCmd()
			.withNetworkId(this.network.getId())
			.withContainerId(containerId(id))
			.withContainerNetwork(new ContainerNetwork().withAliases(id)
				.withIpamConfig(new ContainerNetwork.Ipam().withIpv4Address(this.subnet + lastPart)))
			.exec();
	}

	/** Ends a node as kill -9 does. */
	void kill(String id) {
		this.docker.killContainerCmd(containerId(id)).withSignal("KILL").exec();
	}

	/** Stops a node as an orchestrator does: SIGTERM, and time to obey. */
	void stop(String id) {
		this.docker.stopContainerCmd(containerId(id)).withTimeout(STOP_SECONDS).exec();
		assertThat(this.docker.inspectContainerCmd(containerId(id)).exec().getState().getExitCodeLong())
			.as("exit code of " + id + ", which is 128 + 9 for one that had to be killed")
			.isEqualTo(128 + 15);
	}

	void startAgain(String id) {
		this.docker.startContainerCmd(containerId(id)).exec();
	}

	/** All that a node has logged, in all its lives. */
	String logs(String id) {
		return container(id).getLogs();
	}

	private String containerId(String id) {
		return container(id).getContainerId();
	}

	private GenericContainer<?> container(String id) {
		return Objects.requireNonNull(this.containers.get(id), id);
	}

	@Override
	public void close() {
		this.containers.values().parallelStream().forEach(GenericContainer::stop);
		this.network.close();
	}

}
