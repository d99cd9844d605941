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
import java.util.List;
import java.util.Map;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.quictransport.testing.TestCertificate.PemFiles;
import io.quictransport.testing.TestCertificates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The files of deploy/kubernetes: the API takes them, they fit together, and a node runs
 * with what they configure.
 */
class KubernetesFilesTests {

	private final KubernetesFiles files = KubernetesFiles.read();

	private final StatefulSet nodes = this.files.find(StatefulSet.class, "board");

	private final PodSpec pod = this.nodes.getSpec().getTemplate().getSpec();

	private final Container node = this.pod.getContainers().get(0);

	KubernetesFilesTests() throws IOException {
	}

	@Test
	void theApiKnowsEveryField() {
		assertThat(this.files.all()).hasSize(5)
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
	void aNodeRunsWithTheConfigurationAndAnswersTheProbes(@TempDir Path directory) throws Exception {
		Path certificates = Files.createDirectory(directory.resolve("certificates"));
		PemFiles pem = TestCertificates.create().certificate("board-0").writePem(directory);
		Files.move(pem.chain(), certificates.resolve("tls.crt"));
		Files.move(pem.key(), certificates.resolve("tls.key"));
		Files.move(pem.ca(), certificates.resolve("ca.crt"));
		Files.writeString(directory.resolve("application.yaml"),
				this.files.find(ConfigMap.class, "board").getData().get("application.yaml"));
		try (ConfigurableApplicationContext context = SpringApplication.run(SampleNodeApplication.class,
				"--spring.config.additional-location=" + directory + "/", "--spring.profiles.active=pem",
				"--sample.certificates=" + certificates, "--quic.transport.node-id=board-0", "--quic.transport.port=0",
				"--server.port=0")) {
			String port = context.getEnvironment().getRequiredProperty("local.server.port");
			for (Probe probe : List.of(this.node.getStartupProbe(), this.node.getLivenessProbe(),
					this.node.getReadinessProbe())) {
				assertThat(get(port, probe.getHttpGet().getPath())).isEqualTo(200);
			}
			Service service = this.files.find(Service.class, "board");
			assertThat(context.getEnvironment().getProperty("quic.transport.discovery.dns.host"))
				.isEqualTo(service.getMetadata().getName());
			assertThat(context.getEnvironment().getProperty("quic.transport.discovery.dns.port", Integer.class))
				.isEqualTo(service.getSpec().getPorts().get(0).getPort());
			assertThat(context.getEnvironment().getProperty("management.endpoint.health.group.readiness.include"))
				.contains("quic");
		}
	}

	private static int get(String port, String path) throws IOException, InterruptedException {
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
