package io.quictransport.spring.boot.security;

import java.util.List;

import io.quictransport.spring.boot.messaging.Node;
import io.quictransport.spring.boot.messaging.NodeCall;
import io.quictransport.spring.boot.messaging.NodeController;
import io.quictransport.spring.boot.messaging.NodeExchange;
import io.quictransport.testing.memory.InMemoryNetwork;
import jakarta.annotation.security.RolesAllowed;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.security.access.annotation.Secured;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * A handler method that states who may call it is not served where nothing checks that.
 */
@ExtendWith(OutputCaptureExtension.class)
class MethodSecurityTests {

	@AutoClose
	private final InMemoryNetwork network = new InMemoryNetwork();

	@Test
	void withoutMethodSecurityAnAnnotatedMethodIsRefused(CapturedOutput output) {
		fails(output, List.of(OnMethod.class), "OnMethod.read(String)", "is annotated with @PreAuthorize",
				"nothing checks it", "@EnableMethodSecurity");
		fails(output, List.of(OnClass.class), "OnClass.read(String)", "is annotated with @PreAuthorize");
		fails(output, List.of(OnInterface.class), "OnInterface.read(String)", "is annotated with @PreAuthorize");
	}

	@Test
	void annotationsThatMethodSecurityDoesNotCheckAreRefused(CapturedOutput output) {
		fails(output, List.of(PrePost.class, OfSecured.class), "OfSecured.read(String)", "is annotated with @Secured",
				"securedEnabled = true");
		fails(output, List.of(PrePost.class, OfRoles.class), "OfRoles.read(String)", "is annotated with @RolesAllowed",
				"jsr250Enabled = true");
	}

	@Test
	void annotationsThatAreCheckedAreNotRefused() {
		try (Node node = Node.start(this.network, "node", All.class, OnMethod.class, OnClass.class, OnInterface.class,
				OfSecured.class, OfRoles.class)) {
			for (String path : List.of("method", "class", "interface", "secured", "roles")) {
				assertThat(node.template().request(NodeCall.to("node", path), "a", String.class)).isEqualTo("read a");
			}
		}
	}

	private void fails(CapturedOutput output, List<Class<?>> configuration, String... texts) {
		int before = output.length();
		assertThatException()
			.isThrownBy(() -> Node.start(this.network, "node", configuration.toArray(Class<?>[]::new)).close());
		assertThat(output.subSequence(before, output.length()).toString()).contains("APPLICATION FAILED TO START")
			.contains(texts);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableMethodSecurity
	static class PrePost {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableMethodSecurity(securedEnabled = true, jsr250Enabled = true)
	static class All {

	}

	@NodeController
	static class OnMethod {

		@PreAuthorize("hasRole('NODE')")
		@MessageMapping("method")
		String read(String id) {
			return "read " + id;
		}

	}

	@NodeController
	@PreAuthorize("hasRole('NODE')")
	static class OnClass {

		@MessageMapping("class")
		String read(String id) {
			return "read " + id;
		}

	}

	interface ReadApi {

		@PreAuthorize("hasRole('NODE')")
		@NodeExchange("interface")
		String read(String id);

	}

	@NodeController
	static class OnInterface implements ReadApi {

		@Override
		public String read(String id) {
			return "read " + id;
		}

	}

	@NodeController
	static class OfSecured {

		@Secured("ROLE_NODE")
		@MessageMapping("secured")
		String read(String id) {
			return "read " + id;
		}

	}

	@NodeController
	static class OfRoles {

		@RolesAllowed("NODE")
		@MessageMapping("roles")
		String read(String id) {
			return "read " + id;
		}

	}

}
