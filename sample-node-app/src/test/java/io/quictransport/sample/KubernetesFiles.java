package io.quictransport.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Reads the files of deploy/kubernetes as the classes of the Kubernetes API. Fields that
 * the API does not know, and values of another type, are refused.
 */
final class KubernetesFiles {

	private static final Path DIRECTORY = Path.of("deploy/kubernetes");

	private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of("v1/ConfigMap", ConfigMap.class,
			"v1/Service", Service.class, "apps/v1/StatefulSet", StatefulSet.class, "policy/v1/PodDisruptionBudget",
			PodDisruptionBudget.class);

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

	static KubernetesFiles read() throws IOException {
		List<HasMetadata> objects = new ArrayList<>();
		try (Stream<Path> files = Files.list(DIRECTORY)) {
			for (Path file : files.sorted().toList()) {
				objects.addAll(parse(Files.readString(file, StandardCharsets.UTF_8)));
			}
		}
		return new KubernetesFiles(objects);
	}

	static List<HasMetadata> parse(String yaml) {
		List<HasMetadata> objects = new ArrayList<>();
		for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml)) {
			Map<?, ?> fields = (Map<?, ?>) document;
			String kind = fields.get("apiVersion") + "/" + fields.get("kind");
			objects.add(STRICT.convertValue(document,
					Objects.requireNonNull(KINDS.get(kind), () -> "not a kind that is known here: " + kind)));
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

}
