package io.quictransport.spring.boot;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class NativePlatformTests {

	@ParameterizedTest
	@CsvSource({ "Linux, amd64, linux-x86_64", "Linux, aarch64, linux-aarch_64", "Mac OS X, x86_64, osx-x86_64",
			"Mac OS X, aarch64, osx-aarch_64", "Windows 11, amd64, windows-x86_64" })
	void namesTheClassifierOfThePlatform(String os, String arch, String classifier) {
		assertThat(NativePlatform.classifier(os, arch)).isEqualTo(classifier);
	}

	@Test
	void platformsWithoutLibraryHaveNone() {
		assertThat(NativePlatform.classifier("Linux", "riscv64")).isNull();
		assertThat(NativePlatform.classifier("Windows 11", "aarch64")).isNull();
		assertThat(NativePlatform.classifier("SunOS", "sparc")).isNull();
	}

	@Test
	void everyClassifierIsOnTheClassPath() {
		assertThat(NativePlatform.CLASSIFIERS).allSatisfy((classifier) -> assertThat(
				getClass().getClassLoader().getResource("META-INF/native/" + fileName(classifier)))
			.as(classifier)
			.isNotNull());
	}

	private static String fileName(String classifier) {
		String name = "netty_quiche42_" + classifier.replace('-', '_');
		if (classifier.startsWith("windows")) {
			return name + ".dll";
		}
		return "lib" + name + (classifier.startsWith("osx") ? ".jnilib" : ".so");
	}

}
