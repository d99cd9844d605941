package io.quictransport.spring.boot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.quictransport.spring.boot.ConfigurationMetadata.Property;
import io.quictransport.spring.boot.docs.Page;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigurationMetadataTests {

	private final List<Property> properties = ConfigurationMetadata.generated();

	@Test
	void everyPropertyIsDescribedWithATypeAndAPlainSentence() {
		assertThat(this.properties).isNotEmpty().allSatisfy((property) -> {
			assertThat(property.type()).isNotBlank();
			assertThat(property.description()).isNotBlank()
				.endsWith(".")
				.doesNotStartWith("The ")
				.doesNotStartWith("A ")
				.doesNotContain("{@");
		});
	}

	@Test
	void booleansAreDescribedAsWhether() {
		assertThat(this.properties).filteredOn((property) -> property.type().equals("java.lang.Boolean"))
			.isNotEmpty()
			.allSatisfy((property) -> assertThat(property.description()).startsWith("Whether "));
	}

	@Test
	void noPropertyIsThereTwice() {
		assertThat(this.properties).extracting(Property::name).doesNotHaveDuplicates();
	}

	@Test
	void allPropertiesAreOursOrActuatorsForUs() {
		assertThat(this.properties).extracting(Property::name)
			.allMatch((name) -> name.startsWith("quic.transport.") || name.startsWith("management.endpoint.quicpeers.")
					|| name.equals("management.health.quic.enabled"));
	}

	@Test
	void whatIsWrittenByHandIsSorted() {
		assertThat(ConfigurationMetadata.additional()).extracting(Property::name)
			.isSorted()
			.contains("quic.transport.enabled");
	}

	@Test
	void theReadmeListsEveryPropertyAndNoOther() throws IOException {
		List<String> listed = Files.readAllLines(Path.of("../README.md"))
			.stream()
			.dropWhile((line) -> !line.equals("## Properties"))
			.takeWhile((line) -> !line.equals("## Dependencies, and why"))
			.filter((line) -> line.startsWith("| `"))
			.map((line) -> line.substring(3, line.indexOf('`', 3)))
			.map((name) -> name.startsWith("management.") ? name : "quic.transport." + name)
			.toList();
		assertThat(listed).containsExactlyInAnyOrderElementsOf(this.properties.stream().map(Property::name).toList());
	}

	@Test
	void everyPropertyInTheYamlOfTheDocumentationIsThere() {
		List<String> names = this.properties.stream().map(Property::name).toList();
		List<String> used = Page.names()
			.stream()
			.flatMap((page) -> Page.read(page).blocks("yaml").stream())
			.flatMap((block) -> keys(block.text()))
			.filter((key) -> key.startsWith("quic."))
			.map((key) -> key.replaceFirst("\\[.*", ""))
			.toList();
		assertThat(used).hasSizeGreaterThan(10).isSubsetOf(names);
	}

	private static Stream<String> keys(String yaml) {
		YamlPropertiesFactoryBean properties = new YamlPropertiesFactoryBean();
		properties.setResources(new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)));
		return Objects.requireNonNull(properties.getObject()).stringPropertyNames().stream();
	}

}
