package io.quictransport.spring.boot;

import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Lists the platforms for which the codec has a native library, by the classifier of its
 * jar.
 */
final class NativePlatform {

	static final List<String> CLASSIFIERS = List.of("linux-x86_64", "linux-aarch_64", "osx-x86_64", "osx-aarch_64",
			"windows-x86_64");

	private NativePlatform() {
	}

	static @Nullable String classifier(String osName, String osArch) {
		String classifier = os(osName.toLowerCase(Locale.ROOT)) + "-" + arch(osArch.toLowerCase(Locale.ROOT));
		return CLASSIFIERS.contains(classifier) ? classifier : null;
	}

	private static String os(String name) {
		if (name.startsWith("mac")) {
			return "osx";
		}
		return name.startsWith("windows") ? "windows" : name;
	}

	private static String arch(String name) {
		return switch (name) {
			case "amd64", "x86_64" -> "x86_64";
			case "aarch64", "arm64" -> "aarch_64";
			default -> name;
		};
	}

}
