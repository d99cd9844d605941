package io.quictransport.spring.boot.messaging;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonView;
import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.FlowAdapters;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.util.MimeType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a signature declares decides how a value is written, and not only how one is read:
 * the class of a list does not say what it is a list of.
 */
class DeclaredTypesTests {

	private static final InMemoryNetwork NETWORK = new InMemoryNetwork();

	private static final List<Shape> SHAPES = List.of(new Circle(1), new Square(2));

	private static Node client;

	private static Node server;

	@BeforeAll
	static void start() {
		server = Node.start(NETWORK, "server", Set.of("shapes", "more"), Shapes.class, MoreShapes.class, OfBase.class,
				Many.class, None.class);
		client = Node.start(NETWORK, "client", Clients.class).connect(server);
	}

	@AfterAll
	static void stop() {
		client.close();
		server.close();
		NETWORK.close();
	}

	@Test
	void elementsOfASealedTypeAreReadAsWhatTheyWere() {
		ShapeApi shapes = client.bean(ShapeApi.class);
		assertThat(shapes.all()).isEqualTo(SHAPES);
		assertThat(Results.get(shapes.later())).isEqualTo(Map.of("a", SHAPES.get(0)));
		assertThat(shapes.some(Optional.of(SHAPES))).contains(SHAPES);
		assertThat(shapes.page()).isEqualTo(new Page<>(SHAPES));
		assertThat(shapes.echo(SHAPES)).isEqualTo(SHAPES);
		assertThat(shapes.echoLater(Mono.just(SHAPES)).block(Results.PATIENCE)).isEqualTo(SHAPES);
	}

	@Test
	void itemsOfAStreamAreWrittenAsTheirDeclaredType() {
		ShapeApi shapes = client.bean(ShapeApi.class);
		assertThat(shapes.pairs().collectList().block(Results.PATIENCE)).containsExactly(SHAPES, SHAPES);
		assertThat(shapes.back(Flux.just(SHAPES, SHAPES)).collectList().block(Results.PATIENCE)).containsExactly(SHAPES,
				SHAPES);
	}

	@Test
	void genericHandlersAndClientsKnowTheTypesOfTheirInterfaces() {
		MoreShapeApi shapes = client.bean(MoreShapeApi.class);
		assertThat(shapes.same(SHAPES)).isEqualTo(SHAPES);
	}

	@Test
	void methodsOfAGenericBaseClassHaveTheTypesOfTheController() {
		for (Map.Entry<String, Class<?>> reply : Map
			.<String, Class<?>>of("base.plain", Circle.class, "base.optional", Circle.class, "base.message",
					Circle.class, "base.later", Circle.class)
			.entrySet()) {
			assertThat(
					client.template().request(NodeCall.to("server", reply.getKey()), new Circle(3), reply.getValue()))
				.as(reply.getKey())
				.isEqualTo(new Circle(3));
		}
		assertThat(Results.get(Flux
			.from(FlowAdapters.toPublisher(client.template()
				.stream(NodeCall.to("server", "base.items"), Flux.just(new Circle(1), new Circle(2)), Circle.class)))
			.collectList()
			.toFuture())).containsExactly(new Circle(1), new Circle(2));
	}

	@Test
	void aMethodOfAGenericBaseClassServesWhatItsControllerMakesOfIt() {
		assertThat(Results.get(Flux
			.from(FlowAdapters
				.toPublisher(client.template().stream(NodeCall.to("server", "many.result"), null, Circle.class)))
			.collectList()
			.toFuture())).containsExactly(new Circle(1), new Circle(2));
		client.template().send(NodeCall.to("server", "none.result"), null);
		assertThat(client.template().request(NodeCall.to("server", "none.result"), null, Integer.class)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/json", "application/cbor" })
	void aViewOfAMethodLeavesOutWhatIsNotForIt(String type) {
		NodeCall call = NodeCall.to("server", "shapes.person").withAccept(MimeType.valueOf(type));
		assertThat(client.template().request(call, null, Map.class)).isEqualTo(Map.of("name", "Ann"));
		assertThat(client.template()
			.request(NodeCall.to("server", "shapes.people").withAccept(MimeType.valueOf(type)), null, List.class))
			.isEqualTo(List.of(Map.of("name", "Ann")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/json", "application/cbor" })
	void aViewOfAParameterIgnoresWhatIsNotForIt(String type) {
		NodeCall call = NodeCall.to("server", "shapes.name").withContentType(MimeType.valueOf(type));
		assertThat(client.template().request(call, Map.of("name", "Ann", "secret", "s"), String.class))
			.isEqualTo("Ann null");
	}

	@Test
	void aSubclassIsWrittenWithAllThatItHas() {
		assertThat(new String(Results.get(client.transport().request(server.id(), "shapes.open", new byte[0])),
				StandardCharsets.UTF_8))
			.contains("\"more\":2");
	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
	sealed interface Shape permits Circle, Square {

	}

	record Circle(int radius) implements Shape {
	}

	record Square(int side) implements Shape {
	}

	record Page<T>(List<T> items) {
	}

	static class Open {

		public int few = 1;

	}

	static class Wide extends Open {

		public int more = 2;

	}

	interface Public {

	}

	interface Secret {

	}

	record Person(@JsonView(Public.class) String name, @JsonView(Secret.class) String secret) {
	}

	@NodeExchange("shapes")
	interface ShapeApi {

		@NodeExchange("all")
		List<Shape> all();

		@NodeExchange("later")
		CompletableFuture<Map<String, Shape>> later();

		@NodeExchange("some")
		Optional<List<Shape>> some(Optional<List<Shape>> shapes);

		@NodeExchange("page")
		Page<Shape> page();

		@NodeExchange("echo")
		List<Shape> echo(List<Shape> shapes);

		@NodeExchange("echo-later")
		Mono<List<Shape>> echoLater(Mono<List<Shape>> shapes);

		@NodeExchange("pairs")
		Flux<List<Shape>> pairs();

		@NodeExchange("back")
		Flux<List<Shape>> back(Flux<List<Shape>> shapes);

	}

	interface Same<T> {

		@NodeExchange("same")
		T same(T value);

	}

	@NodeExchange("more")
	interface MoreShapeApi extends Same<List<Shape>> {

	}

	@NodeController
	static class MoreShapes implements MoreShapeApi {

		@Override
		public List<Shape> same(List<Shape> value) {
			return value;
		}

	}

	@NodeController
	static class Shapes implements ShapeApi {

		@Override
		public List<Shape> all() {
			return SHAPES;
		}

		@Override
		public CompletableFuture<Map<String, Shape>> later() {
			return CompletableFuture.completedFuture(Map.of("a", SHAPES.get(0)));
		}

		@Override
		public Optional<List<Shape>> some(Optional<List<Shape>> shapes) {
			return shapes;
		}

		@Override
		public Page<Shape> page() {
			return new Page<>(SHAPES);
		}

		@Override
		public List<Shape> echo(List<Shape> shapes) {
			return shapes;
		}

		@Override
		public Mono<List<Shape>> echoLater(Mono<List<Shape>> shapes) {
			return shapes;
		}

		@Override
		public Flux<List<Shape>> pairs() {
			return Flux.just(SHAPES, SHAPES);
		}

		@Override
		public Flux<List<Shape>> back(Flux<List<Shape>> shapes) {
			return shapes;
		}

		@MessageMapping("shapes.person")
		@JsonView(Public.class)
		Person person() {
			return new Person("Ann", "secret");
		}

		@MessageMapping("shapes.people")
		@JsonView(Public.class)
		Mono<List<Person>> people() {
			return Mono.just(List.of(person()));
		}

		@MessageMapping("shapes.name")
		String name(@JsonView(Public.class) Person person) {
			return person.name() + " " + person.secret();
		}

		@MessageMapping("shapes.open")
		Open open() {
			return new Wide();
		}

	}

	abstract static class Base<T> {

		@MessageMapping("plain")
		T plain(T value) {
			return value;
		}

		@MessageMapping("optional")
		T optional(Optional<T> value) {
			T known = value.orElseThrow();
			return checked(known);
		}

		@MessageMapping("message")
		T message(Message<T> message) {
			return checked(message.getPayload());
		}

		@MessageMapping("later")
		Mono<T> later(Mono<T> value) {
			return value.map(this::checked);
		}

		@MessageMapping("items")
		Flux<T> items(Flux<T> values) {
			return values.map(this::checked);
		}

		abstract T checked(T value);

	}

	@NodeController
	@MessageMapping("base")
	static class OfBase extends Base<Circle> {

		@Override
		Circle checked(Circle value) {
			return value;
		}

	}

	abstract static class Giving<T> {

		@MessageMapping("result")
		@Nullable T result() {
			return give();
		}

		abstract @Nullable T give();

	}

	@NodeController
	@MessageMapping("many")
	static class Many extends Giving<Flux<Circle>> {

		@Override
		Flux<Circle> give() {
			return Flux.just(new Circle(1), new Circle(2));
		}

	}

	@NodeController
	@MessageMapping("none")
	static class None extends Giving<Void> {

		@Override
		@Nullable Void give() {
			return null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportNodeClients(service = "shapes", types = ShapeApi.class)
	@ImportNodeClients(service = "more", types = MoreShapeApi.class)
	static class Clients {

	}

}
