package io.quictransport.spring.boot;

import java.util.List;
import java.util.concurrent.Executors;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Registers what a native image cannot find by itself. Properties, beans and endpoints
 * have hints from Spring, and the codec brings its own.
 */
final class QuicTransportRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		// The core looks for it by name, because Java 17 has none.
		hints.reflection()
			.registerType(Executors.class,
					(type) -> type.withMethod("newVirtualThreadPerTaskExecutor", List.of(), ExecutableMode.INVOKE));
		hints.resources().registerPattern("io/quictransport/versions.properties");
	}

}
