package io.quictransport.spring.boot;

import java.util.List;
import java.util.concurrent.Executors;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Registers hints for a native image that neither Spring nor the codec provides. Spring
 * has hints for properties, beans and endpoints, the codec for itself.
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
