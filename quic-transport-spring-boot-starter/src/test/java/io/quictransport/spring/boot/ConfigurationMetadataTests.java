package io.quictransport.spring.boot;

import java.util.List;

import io.quictransport.spring.boot.ConfigurationMetadata.Property;
import org.junit.jupiter.api.Test;

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
	void allPropertiesAreOursOrTheHealthSwitch() {
		assertThat(this.properties).extracting(Property::name)
			.allMatch((name) -> name.startsWith("quic.transport.") || name.equals("management.health.quic.enabled"));
	}

	@Test
	void whatIsWrittenByHandIsSorted() {
		assertThat(ConfigurationMetadata.additional()).extracting(Property::name)
			.isSorted()
			.contains("quic.transport.enabled");
	}

}
