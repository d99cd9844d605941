package io.quictransport.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Reads the files that a kustomization of deploy/kubernetes names as the classes of the
 * Kubernetes API. Fields that the API does not know, and values of another type, are
 * refused.
 */
final class KubernetesFiles {

	private static final Path DIRECTORY = Path.of("deploy/kubernetes");

	private static final String KUSTOMIZATION = "kustomization.yaml";

	private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of("v1/ConfigMap", ConfigMap.class,
			"v1/Service", Service.class, "apps/v1/StatefulSet", StatefulSet.class, "policy/v1/PodDisruptionBudget",
			PodDisruptionBudget.class, "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class);

	/** The kinds of the Prometheus Operator, of which there are no classes. */
	private static final Set<String> CUSTOM = Set.of("monitoring.coreos.com/v1/PodMonitor",
			"monitoring.coreos.com/v1/PrometheusRule");

	private static final ObjectMapper STRICT = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.annotationIntrospector(new JacksonAnnotationIntrospector() {
			/** The classes would otherwise keep what they do not know. */
			@Override
			public Boolean hasAnySetter(Annotated annotated) {
				return false;
			}
		})
		.build();

	private final List<HasMetadata> objects;

	private KubernetesFiles(List<HasMetadata> objects) {
		this.objects = objects;
	}

	/** Reads what {@code kubectl apply -k} would apply. */
	static KubernetesFiles read(String kustomization) throws IOException {
		List<HasMetadata> objects = new ArrayList<>();
		for (Path file : resources(DIRECTORY.resolve(kustomization))) {
			objects.addAll(parse(Files.readString(file, StandardCharsets.UTF_8)));
		}
		return new KubernetesFiles(objects);
	}

	/** The files of a kustomization and of those that it is built on. */
	private static List<Path> resources(Path directory) throws IOException {
		Map<?, ?> kustomization = new Yaml(new SafeConstructor(new LoaderOptions()))
			.load(Files.readString(directory.resolve(KUSTOMIZATION), StandardCharsets.UTF_8));
		List<Path> files = new ArrayList<>();
		for (Object resource : (Collection<?>) Objects.requireNonNull(kustomization.get("resources"))) {
			Path path = directory.resolve(resource.toString()).normalize();
			if (Files.isDirectory(path)) {
				files.addAll(resources(path));
			}
			else {
				files.add(path);
			}
		}
		return files;
	}

	/** The files that are there, but for the kustomizations themselves. */
	static List<Path> present() throws IOException {
		try (Stream<Path> files = Files.walk(DIRECTORY)) {
			return files.filter(Files::isRegularFile).filter((file) -> !file.endsWith(KUSTOMIZATION)).sorted().toList();
		}
	}

	static List<Path> named(String kustomization) throws IOException {
		return resources(DIRECTORY.resolve(kustomization)).stream().sorted().toList();
	}

	static List<HasMetadata> parse(String yaml) {
		List<HasMetadata> objects = new ArrayList<>();
		for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml)) {
			Map<?, ?> fields = (Map<?, ?>) document;
			String kind = fields.get("apiVersion") + "/" + fields.get("kind");
			if (CUSTOM.contains(kind)) {
				objects.add(new ObjectMapper().convertValue(document, GenericKubernetesResource.class));
			}
			else {
				objects.add(STRICT.convertValue(document,
						Objects.requireNonNull(KINDS.get(kind), () -> "not a kind that is known here: " + kind)));
			}
		}
		return objects;
	}

	List<HasMetadata> all() {
		return this.objects;
	}

	<T extends HasMetadata> T find(Class<T> kind, String name) {
		return this.objects.stream()
			.filter(kind::isInstance)
			.map(kind::cast)
			.filter((object) -> object.getMetadata().getName().equals(name))
			.findFirst()
			.orElseThrow(() -> new AssertionError("there is no " + kind.getSimpleName() + " " + name));
	}

	/** The specification of the only object of a kind that has no class. */
	Map<String, Object> specificationOf(String kind) {
		return this.objects.stream()
			.filter((object) -> object.getKind().equals(kind))
			.map(GenericKubernetesResource.class::cast)
			.map((object) -> object.<Map<String, Object>>get("spec"))
			.findFirst()
			.orElseThrow(() -> new AssertionError("there is no " + kind));
	}

}
