package io.quictransport.spring.boot;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.jayway.jsonpath.JsonPath;

import org.springframework.core.io.ClassPathResource;

/**
 * The configuration metadata as the annotation processor left it.
 */
final class ConfigurationMetadata {

	private ConfigurationMetadata() {
	}

	/** The properties that there are. */
	static List<Property> generated() {
		return all().stream().filter((property) -> property.replacement().isEmpty()).toList();
	}

	/** The properties that had another name, which the metadata still explains. */
	static List<Property> renamed() {
		return all().stream().filter((property) -> !property.replacement().isEmpty()).toList();
	}

	private static List<Property> all() {
		return properties("spring-configuration-metadata.json");
	}

	static List<Property> additional() {
		return properties("additional-spring-configuration-metadata.json");
	}

	private static List<Property> properties(String file) {
		try (InputStream json = new ClassPathResource("META-INF/" + file).getInputStream()) {
			List<Map<String, Object>> entries = JsonPath.parse(json).read("$.properties");
			return entries.stream().map(Property::of).toList();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * One entry; parts that are not there are empty.
	 *
	 * @param name the property
	 * @param type the class of its values
	 * @param description what users read
	 * @param defaultValue what holds where nothing is set
	 * @param replacement the new name of a property that must not be used any more
	 */
	record Property(String name, String type, String description, String defaultValue, String replacement) {

		static Property of(Map<String, Object> entry) {
			return new Property(text(entry, "name"), text(entry, "type"), text(entry, "description"),
					text(entry, "defaultValue"), (entry.get("deprecation") instanceof Map<?, ?> deprecation)
							? Objects.toString(deprecation.get("replacement"), "") : "");
		}

		private static String text(Map<String, Object> entry, String key) {
			return Objects.toString(entry.get(key), "");
		}

	}

}
