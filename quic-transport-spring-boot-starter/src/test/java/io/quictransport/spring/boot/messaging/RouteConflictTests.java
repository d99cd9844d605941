package io.quictransport.spring.boot.messaging;

import io.quictransport.MessageHandler;
import io.quictransport.RequestHandler;
import io.quictransport.spring.boot.NodeHandler;
import io.quictransport.testing.memory.InMemoryNetwork;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.simp.annotation.SubscribeMapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Two handlers for one route keep the application from starting, and it says which two.
 */
@ExtendWith(OutputCaptureExtension.class)
class RouteConflictTests {

	@AutoClose
	private final InMemoryNetwork network = new InMemoryNetwork();

	@Test
	void twoMethodsWithTheSamePath(CapturedOutput output) {
		fails(Find.class, FindAgain.class);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Two handlers serve requests on the path 'orders.find'")
			.contains("RouteConflictTests$Find.find()")
			.contains("RouteConflictTests$FindAgain.search(String)")
			.contains("Give one of them another path, or remove it.");
	}

	@Test
	void twoPatternsOfWhichNeitherIsMoreSpecific(CapturedOutput output) {
		fails(ById.class, ByName.class);
		assertThat(output).contains("Two handlers serve requests on the path 'orders.x'")
			.contains("RouteConflictTests$ById.find(String)")
			.contains("RouteConflictTests$ByName.find(String)");
	}

	@Test
	void twoPatternsThatMeetInOnePath(CapturedOutput output) {
		fails(LinesOf.class, OrdersWith.class);
		assertThat(output).contains("on the path 'orders.lines.lines'");
	}

	@Test
	void aMethodAndAHandlerBean(CapturedOutput output) {
		fails(Find.class, FindBean.class);
		assertThat(output).contains("Two handlers serve requests on the path 'orders.find'")
			.contains("the bean 'findOrder'")
			.contains("RouteConflictTests$Find.find()");
	}

	@Test
	void aMethodWithoutAPath(CapturedOutput output) {
		fails(Nameless.class);
		assertThat(output).contains("Nameless.find() is mapped to an empty path");
	}

	@Test
	void aControllerOfWhichNoMethodHasAPath(CapturedOutput output) {
		fails(OfAnotherKind.class);
		assertThat(output).contains("OfAnotherKind' is a @NodeController, but none of its methods has a path")
			.contains("Annotate those that serve messages");
	}

	@Test
	void aMoreSpecificPatternIsNoConflict() {
		Node.start(this.network, "node", Find.class, ById.class, LinesOf.class).close();
	}

	@Test
	void methodsThatReturnNothingMayShareAPathButNoPattern(CapturedOutput output) {
		Node.start(this.network, "node", Changed.class, ChangedToo.class, ChangedBean.class).close();
		assertThat(output).contains("requests=[] messages=[orders.changed]");
		fails(AnyChanged.class, AnyChangedToo.class);
		assertThat(output).contains("Two handlers serve");
	}

	@Test
	void aMethodThatReturnsNothingAndOneWithAResult(CapturedOutput output) {
		fails(Changed.class, Answers.class);
		assertThat(output).contains("Two handlers serve requests on the path 'orders.changed'");
	}

	private void fails(Class<?>... configuration) {
		assertThatException().isThrownBy(() -> Node.start(this.network, "node", configuration).close());
	}

	@NodeController
	static class Find {

		@MessageMapping("orders.find")
		String find() {
			return "found";
		}

	}

	@NodeController
	@MessageMapping("orders")
	static class FindAgain {

		@MessageMapping({ "search", "find" })
		void search(String name) {
		}

	}

	@NodeController
	static class ById {

		@MessageMapping("orders.{id}")
		String find(@DestinationVariable String id) {
			return id;
		}

	}

	@NodeController
	static class ByName {

		@MessageMapping("orders.{name}")
		String find(@DestinationVariable String name) {
			return name;
		}

	}

	@NodeController
	static class LinesOf {

		@MessageMapping("orders.{id}.lines")
		String lines() {
			return "lines";
		}

	}

	@NodeController
	static class OrdersWith {

		@MessageMapping("orders.lines.{part}")
		String lines() {
			return "part";
		}

	}

	@NodeController
	static class Changed {

		@MessageMapping("orders.changed")
		void changed(String id) {
		}

	}

	@NodeController
	static class ChangedToo {

		@MessageMapping("orders.changed")
		void changed(String id) {
		}

	}

	@NodeController
	static class Answers {

		@MessageMapping("orders.changed")
		String changed(String id) {
			return id;
		}

	}

	@NodeController
	static class AnyChanged {

		@MessageMapping("{kind}.changed")
		void changed(String id) {
		}

	}

	@NodeController
	static class AnyChangedToo {

		@MessageMapping("{kind}.changed")
		void changed(String id) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ChangedBean {

		@Bean
		@NodeHandler(path = "orders.changed")
		MessageHandler orderChanged() {
			return (message, context) -> {
			};
		}

	}

	/** As by mistake. */
	@NodeController
	static class OfAnotherKind {

		@SubscribeMapping("orders.find")
		String find() {
			return "found";
		}

	}

	@NodeController
	static class Nameless {

		@MessageMapping
		String find() {
			return "found";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FindBean {

		@Bean
		@NodeHandler(path = "orders.find")
		RequestHandler findOrder() {
			return RequestHandler.replying((request) -> request.payload());
		}

	}

}
