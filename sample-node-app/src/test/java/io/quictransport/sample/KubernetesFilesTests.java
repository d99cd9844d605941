package io.quictransport.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.quictransport.quic.TransportLimits;
import io.quictransport.testing.TestCertificate.PemFiles;
import io.quictransport.testing.TestCertificates;
import io.quictransport.testing.contract.Results;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * The files of deploy/kubernetes: the API takes them, they fit together, and a node runs
 * with what they configure.
 */
class KubernetesFilesTests {

	private static final long KIB = 1024;

	private static final long MIB = 1024 * KIB;

	/** What the sample itself has on the heap, with a full board. */
	private static final long SAMPLE_HEAP = 96 * MIB;

	private final KubernetesFiles files = KubernetesFiles.read("monitoring");

	private final StatefulSet nodes = this.files.find(StatefulSet.class, "board");

	private final PodSpec pod = this.nodes.getSpec().getTemplate().getSpec();

	private final Container node = this.pod.getContainers().get(0);

	private final NetworkPolicy policy = this.files.find(NetworkPolicy.class, "board");

	KubernetesFilesTests() throws IOException {
	}

	@Test
	void everyFileBelongsToAKustomizationAndTheBaseNeedsNoOperatorOfPrometheus() throws IOException {
		assertThat(KubernetesFiles.named("monitoring")).isEqualTo(KubernetesFiles.present());
		assertThat(KubernetesFiles.read("base").all()).extracting(HasMetadata::getApiVersion)
			.noneMatch((version) -> version.startsWith("monitoring.coreos.com"));
	}

	@Test
	void theApiKnowsEveryField() {
		assertThat(this.files.all()).hasSize(8)
			.allSatisfy((object) -> assertThat(object.getMetadata().getName()).isNotBlank());
	}

	@Test
	void aFieldThatTheApiDoesNotKnowIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> KubernetesFiles.parse("{apiVersion: v1, kind: Service, spec: {portz: []}}"))
			.withMessageContaining("portz");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> KubernetesFiles.parse("{apiVersion: v1, kind: Service, spec: {ports: [{port: udp}]}}"));
	}

	@Test
	void theHeadlessServiceNamesEveryPodAndItsUdpPort() {
		Service service = this.files.find(Service.class, this.nodes.getSpec().getServiceName());
		assertThat(service.getSpec().getClusterIP()).isEqualTo("None");
		assertThat(service.getSpec().getPublishNotReadyAddresses()).isTrue();
		ServicePort port = service.getSpec().getPorts().get(0);
		assertThat(port.getName()).isEqualTo("quic");
		assertThat(port.getProtocol()).isEqualTo("UDP");
		ContainerPort target = port(port.getTargetPort().getStrVal());
		assertThat(target.getProtocol()).isEqualTo("UDP");
		assertThat(target.getContainerPort()).isEqualTo(port.getPort());
		assertThat(image()).contains("QUIC_TRANSPORT_PORT=" + port.getPort(),
				"SERVER_PORT=" + port("http").getContainerPort());
	}

	@Test
	void allSelectThePodsOfTheStatefulSet() {
		Map<String, String> labels = this.nodes.getSpec().getTemplate().getMetadata().getLabels();
		assertThat(this.nodes.getSpec().getSelector().getMatchLabels()).isEqualTo(labels);
		assertThat(this.files.find(Service.class, "board").getSpec().getSelector()).isEqualTo(labels);
		assertThat(this.files.find(Service.class, "board-web").getSpec().getSelector()).isEqualTo(labels);
		assertThat(this.files.find(PodDisruptionBudget.class, "board").getSpec().getSelector().getMatchLabels())
			.isEqualTo(labels);
		assertThat(this.policy.getSpec().getPodSelector().getMatchLabels()).isEqualTo(labels);
		assertThat(this.files.specificationOf("PodMonitor")).containsEntry("selector", Map.of("matchLabels", labels));
	}

	@Test
	void thePolicyLetsTheNodesReachEachOtherBothWays() {
		Map<String, String> labels = this.nodes.getSpec().getTemplate().getMetadata().getLabels();
		assertThat(this.policy.getSpec().getPolicyTypes()).containsExactlyInAnyOrder("Ingress", "Egress");
		NetworkPolicyIngressRule in = this.policy.getSpec().getIngress().get(0);
		assertThat(in.getFrom()).singleElement()
			.satisfies((from) -> assertThat(from.getPodSelector().getMatchLabels()).isEqualTo(labels));
		assertThat(in.getPorts()).singleElement().satisfies((port) -> {
			assertThat(port.getProtocol()).isEqualTo("UDP");
			assertThat(port(port.getPort().getStrVal()).getProtocol()).isEqualTo("UDP");
		});
		NetworkPolicyEgressRule out = this.policy.getSpec().getEgress().get(0);
		assertThat(out.getTo()).singleElement()
			.satisfies((to) -> assertThat(to.getPodSelector().getMatchLabels()).isEqualTo(labels));
		assertThat(out.getPorts()).singleElement().satisfies((port) -> {
			assertThat(port.getProtocol()).isEqualTo("UDP");
			assertThat(port.getPort().getIntVal()).isEqualTo(port("quic").getContainerPort());
		});
	}

	@Test
	void thePolicyLetsNodesAskTheDnsAndOthersAskTheWebServer() {
		assertThat(this.policy.getSpec().getEgress().get(1).getPorts())
			.extracting((port) -> port.getProtocol() + " " + port.getPort().getIntVal())
			.containsExactlyInAnyOrder("UDP 53", "TCP 53");
		assertThat(this.policy.getSpec().getIngress().get(1).getPorts()).singleElement()
			.satisfies((port) -> assertThat(port(port.getPort().getStrVal()).getProtocol()).isEqualTo("TCP"));
	}

	@Test
	void prometheusScrapesEachPod() {
		Map<String, Object> monitor = this.files.specificationOf("PodMonitor");
		Map<String, String> labels = this.nodes.getSpec().getTemplate().getMetadata().getLabels();
		assertThat(labels).containsKey((String) monitor.get("jobLabel"));
		Map<String, String> annotations = this.nodes.getSpec().getTemplate().getMetadata().getAnnotations();
		assertThat(port("http").getContainerPort()).hasToString(annotations.get("prometheus.io/port"));
		assertThat(monitor).containsEntry("podMetricsEndpoints",
				List.of(Map.of("port", "http", "path", annotations.get("prometheus.io/path"), "interval", "15s")));
	}

	@Test
	void theOperatorOfPrometheusGetsTheRulesOfTheFile() throws IOException {
		assertThat(this.files.specificationOf("PrometheusRule")).containsOnlyKeys("groups");
		assertThat(AlertRules.document("deploy/kubernetes/monitoring/prometheus-rule.yaml").path("spec").path("groups"))
			.isEqualTo(AlertRules.document(AlertRules.FILE).path("groups"));
	}

	@Test
	void aPodThatIsStoppedPausesAndThenHasTimeForBothPhasesOfItsStop() {
		long pause = this.node.getLifecycle().getPreStop().getSleep().getSeconds();
		assertThat(pause).isPositive();
		Matcher phase = Pattern.compile("timeout-per-shutdown-phase: (\\d+)s").matcher(configuration());
		assertThat(phase.find()).isTrue();
		assertThat(this.pod.getTerminationGracePeriodSeconds())
			.isGreaterThan(pause + 2 * Long.parseLong(phase.group(1)));
	}

	/** The formula of docs/capacity.md. */
	@Test
	void theMemoryOfAPodIsEnoughForWhatItsPeersMayTake() {
		long peers = this.nodes.getSpec().getReplicas() - 1;
		long message = limit("max-message-size") + limit("max-header-size");
		long queued = limit("max-queued-bytes");
		long heap = limit("max-handlers") * (message + KIB) + 3 * queued + 2 * MIB + limit("max-in-flight") * KIB
				+ 2 * limit("max-message-streams") * Math.max(limit("stream-buffer"), limit("max-message-size"))
				+ 80 * KIB;
		long direct = 200 * message + 2 * queued + 2 * MIB + limit("max-message-streams") * 256 * KIB;
		long ofPeer = 34 * KIB + 2 * 4 * MIB;

		long pod = Quantity.getAmountInBytes(this.node.getResources().getLimits().get("memory")).longValueExact();
		long mostHeap = pod * number("MaxRAMPercentage=(\\d+)", image()) / 100;
		String options = this.node.getEnv()
			.stream()
			.filter((variable) -> variable.getName().equals("JDK_JAVA_OPTIONS"))
			.map(EnvVar::getValue)
			.findFirst()
			.orElseThrow();
		long mostDirect = number("MaxDirectMemorySize=(\\d+)m", options) * MIB;
		assertThat(mostHeap).isGreaterThan(SAMPLE_HEAP + peers * heap);
		assertThat(mostDirect).isGreaterThan(24 * MIB + peers * direct);
		assertThat(pod).isGreaterThan(mostHeap + mostDirect + peers * ofPeer + 150 * MIB);
	}

	/** A limit of the configuration, or its default. */
	private long limit(String name) {
		Matcher set = Pattern.compile(name + ": (\\d+)([KM]?)").matcher(configuration());
		if (set.find()) {
			return Long.parseLong(set.group(1)) * (set.group(2).equals("M") ? MIB : set.group(2).equals("K") ? KIB : 1);
		}
		assertThat(name).isEqualTo("max-header-size");
		return new TransportLimits().maxHeaderSize();
	}

	private static long number(String pattern, String text) {
		Matcher matcher = Pattern.compile(pattern).matcher(text);
		assertThat(matcher.find()).as(pattern).isTrue();
		return Long.parseLong(matcher.group(1));
	}

	@Test
	void everyPodHasACertificateThatStatesItsName() {
		Map<String, String> certificate = this.pod.getVolumes().get(0).getCsi().getVolumeAttributes();
		assertThat(certificate).containsEntry("csi.cert-manager.io/uri-sans", "node:${POD_NAME}")
			.containsEntry("csi.cert-manager.io/key-encoding", "PKCS8");
		assertThat(certificate.get("csi.cert-manager.io/key-usages")).contains("server auth", "client auth");
		assertThat(this.node.getEnv().get(0).getName()).isEqualTo("QUIC_TRANSPORT_NODE_ID");
		assertThat(this.node.getEnv().get(0).getValueFrom().getFieldRef().getFieldPath()).isEqualTo("metadata.name");
		assertThat(image()).contains("SAMPLE_CERTIFICATES=" + mount("certificates").getMountPath());
	}

	@Test
	void thePodsNeedNoPrivileges() {
		assertThat(this.pod.getSecurityContext().getRunAsNonRoot()).isTrue();
		assertThat(image()).contains("USER " + this.pod.getSecurityContext().getRunAsUser() + ":");
		assertThat(this.node.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
		assertThat(this.node.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
		assertThat(this.node.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
		assertThat(mount("tmp").getMountPath()).isEqualTo("/tmp");
	}

	@Test
	void aNodeRunsWithTheConfigurationAndIsAliveBeforeItsPeersAreFoundButNotReady(@TempDir Path directory)
			throws Exception {
		// Where nobody listens: another name server might know any name.
		try (ConfigurableApplicationContext context = run(directory,
				"--quic.transport.discovery.dns.servers=127.0.0.1:9")) {
			String port = context.getEnvironment().getRequiredProperty("local.server.port");
			assertThat(get(port, this.node.getStartupProbe())).isEqualTo(200);
			assertThat(get(port, this.node.getLivenessProbe())).isEqualTo(200);
			assertThat(get(port, this.node.getReadinessProbe())).as("the Service's name is not found").isEqualTo(503);
			Service service = this.files.find(Service.class, "board");
			assertThat(context.getEnvironment().getProperty("quic.transport.discovery.dns.host"))
				.isEqualTo(service.getMetadata().getName());
			assertThat(context.getEnvironment().getProperty("quic.transport.discovery.dns.port", Integer.class))
				.isEqualTo(service.getSpec().getPorts().get(0).getPort());
			assertThat(context.getEnvironment().getProperty("management.endpoint.health.group.readiness.include"))
				.contains("quic");
		}
	}

	@Test
	void aNodeIsReadyWhenTheDnsHasNamedThePods(@TempDir Path directory) throws Exception {
		try (ConfigurableApplicationContext context = run(directory, "--quic.transport.discovery.dns.host=localhost")) {
			String port = context.getEnvironment().getRequiredProperty("local.server.port");
			await().atMost(Results.PATIENCE).until(() -> get(port, this.node.getReadinessProbe()) == 200);
		}
	}

	private ConfigurableApplicationContext run(Path directory, String... more) throws Exception {
		Path certificates = Files.createDirectory(directory.resolve("certificates"));
		PemFiles pem = TestCertificates.create().certificate("board-0").writePem(directory);
		Files.move(pem.chain(), certificates.resolve("tls.crt"));
		Files.move(pem.key(), certificates.resolve("tls.key"));
		Files.move(pem.ca(), certificates.resolve("ca.crt"));
		Files.writeString(directory.resolve("application.yaml"), configuration());
		List<String> arguments = new ArrayList<>(List.of("--spring.config.additional-location=" + directory + "/",
				"--spring.profiles.active=pem", "--sample.certificates=" + certificates,
				"--quic.transport.node-id=board-0", "--quic.transport.port=0", "--server.port=0"));
		arguments.addAll(List.of(more));
		return SpringApplication.run(SampleNodeApplication.class, arguments.toArray(String[]::new));
	}

	private String configuration() {
		return Objects.requireNonNull(this.files.find(ConfigMap.class, "board").getData().get("application.yaml"));
	}

	private static int get(String port, Probe probe) throws IOException, InterruptedException {
		String path = probe.getHttpGet().getPath();
		HttpResponse<Void> response = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
					BodyHandlers.discarding());
		return response.statusCode();
	}

	private ContainerPort port(String name) {
		return this.node.getPorts().stream().filter((port) -> port.getName().equals(name)).findFirst().orElseThrow();
	}

	private VolumeMount mount(String name) {
		return this.node.getVolumeMounts()
			.stream()
			.filter((mount) -> mount.getName().equals(name))
			.findFirst()
			.orElseThrow();
	}

	private static String image() {
		try {
			return Files.readString(Path.of("Dockerfile"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
