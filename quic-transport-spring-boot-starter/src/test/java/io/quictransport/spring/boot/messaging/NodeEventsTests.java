package io.quictransport.spring.boot.messaging;

import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import io.quictransport.ConfigurationException;
import io.quictransport.nodes.Delivery;
import io.quictransport.nodes.PublishResult;
import io.quictransport.spring.boot.PeerUpdatedEvent;
import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Application events that go to all nodes.
 */
class NodeEventsTests {

	private final InMemoryNetwork network = new InMemoryNetwork();

	private final Node one = Node.start(this.network, "one", Application.class);

	private final Node two = Node.start(this.network, "two", Application.class).connect(this.one);

	@AfterEach
	@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
	void stop() {
		this.two.close();
		this.one.close();
		this.network.close();
	}

	@Test
	void anEventReachesTheListenersOfAllNodesOnceAndSaysWhoHasPublishedIt() {
		publish(this.one, new OrderChanged(1));
		publish(this.one, new OrderChanged(2));
		await(() -> heard(this.two).size() == 2);
		publish(this.two, new OrderChanged(3));
		await(() -> heard(this.one).size() == 3);
		assertThat(heard(this.one)).containsExactly("changed 1", "changed 2", "changed 3");
		await(() -> heard(this.two).size() == 3);
		assertThat(heard(this.two)).containsExactly("changed 1", "changed 2", "changed 3");
		assertThat(this.one.bean(Listeners.class).received).containsExactly("3 of two");
		assertThat(this.two.bean(Listeners.class).received).containsExactly("1 of one", "2 of one");
	}

	@Test
	void anEventOfAnotherTypeStaysAtHome() {
		publish(this.one, "a text");
		publish(this.one, new OrderChanged(1));
		await(() -> !heard(this.two).isEmpty());
		assertThat(this.one.bean(Listeners.class).texts).containsExactly("a text");
		assertThat(this.two.bean(Listeners.class).texts).isEmpty();
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void anEventWithoutContentIsRefusedAsContentThatCannotBeReadIs(CapturedOutput output) {
		Results.get(this.two.transport().send(this.one.id(), "orders.changed", new byte[0]));
		await(() -> output.getAll().contains("the payload is empty"));
		assertThat(output).contains("event=handler_failed peer=two");
		publish(this.two, new OrderChanged(1));
		await(() -> heard(this.one).size() == 1);
	}

	@Test
	void whatANodeThatIsAwayHasMissedIsTold() {
		this.one.transport().connectPeer(this.network.peer("two")).join();
		Results.get(this.two.transport().stop());
		await(() -> !this.one.transport().isConnected(this.two.id()));
		publish(this.one, new OrderChanged(7));
		Queue<UndeliveredEvent> undelivered = this.one.bean(Listeners.class).undelivered;
		await(() -> undelivered.size() == 1);
		UndeliveredEvent missed = undelivered.element();
		assertThat(missed.getPayload()).isEqualTo(new OrderChanged(7));
		PublishResult result = missed.getResult();
		assertThat((result != null) ? result.nodes(Delivery.State.NOT_SENT) : null).containsExactly(this.two.id());
		assertThat(heard(this.one)).containsExactly("changed 7");
	}

	@Test
	void anEventWhileTheTransportIsStoppedIsToldToo() {
		Results.get(this.two.transport().stop());
		publish(this.two, new OrderChanged(8));
		Queue<UndeliveredEvent> undelivered = this.two.bean(Listeners.class).undelivered;
		await(() -> heard(this.two).contains("changed 8"));
		assertThat(undelivered).allSatisfy((each) -> assertThat(each.getPayload()).isEqualTo(new OrderChanged(8)));
	}

	@Test
	void aPeerThatChangesItsInfoIsAnEvent() {
		this.one.transport().announce(this.one.transport().localNode().withServices(Set.of("new")));
		Queue<PeerUpdatedEvent> updated = this.two.bean(Listeners.class).updated;
		await(() -> updated.stream().anyMatch((event) -> event.getPeer().services().contains("new")));
	}

	@Test
	void aTypeHasOnePathAndAPathOneType() {
		NodeEvents events = new NodeEvents().with(OrderChanged.class, "orders");
		for (Runnable twice : List.<Runnable>of(() -> events.with(OrderChanged.class, "other"),
				() -> events.with(String.class, "orders"), () -> events.with(String.class, ""))) {
			assertThatExceptionOfType(ConfigurationException.class).isThrownBy(twice::run);
		}
	}

	@Test
	void aTypeThatNoEventHasIsRefused() {
		assertThatExceptionOfType(ConfigurationException.class)
			.isThrownBy(() -> new NodeEvents().with(Runnable.class, "events"))
			.withMessageContaining("java.lang.Runnable")
			.withMessageContaining("is abstract");
		assertThatExceptionOfType(ConfigurationException.class)
			.isThrownBy(() -> new NodeEvents().with(Number.class, "events"))
			.withMessageContaining("is abstract");
		assertThatExceptionOfType(ConfigurationException.class)
			.isThrownBy(() -> new NodeEvents().with(int.class, "events"))
			.withMessageContaining("java.lang.Integer");
		assertThatExceptionOfType(ConfigurationException.class)
			.isThrownBy(() -> new NodeEvents().with(PeerUpdatedEvent.class, "events"))
			.withMessageContaining("ApplicationEvent");
		assertThat(new NodeEvents().with(Integer.class, "events")).isNotNull();
	}

	private static void publish(Node node, Object event) {
		node.bean(Listeners.class).publisher.publishEvent(event);
	}

	private static List<String> heard(Node node) {
		return List.copyOf(node.bean(Listeners.class).heard);
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Results.PATIENCE).until(condition);
	}

	record OrderChanged(int id) {
	}

	static class Listeners {

		final Queue<String> heard = new ConcurrentLinkedQueue<>();

		final Queue<String> received = new ConcurrentLinkedQueue<>();

		final Queue<String> texts = new ConcurrentLinkedQueue<>();

		final Queue<UndeliveredEvent> undelivered = new ConcurrentLinkedQueue<>();

		final Queue<PeerUpdatedEvent> updated = new ConcurrentLinkedQueue<>();

		private final ApplicationEventPublisher publisher;

		Listeners(ApplicationEventPublisher publisher) {
			this.publisher = publisher;
		}

		@EventListener
		void on(OrderChanged event) {
			this.heard.add("changed " + event.id());
		}

		@EventListener
		void on(ReceivedEvent<OrderChanged> event) {
			this.received.add(event.getPayload().id() + " of " + event.getSender());
		}

		@EventListener
		void on(String text) {
			this.texts.add(text);
		}

		@EventListener
		void on(UndeliveredEvent event) {
			this.undelivered.add(event);
		}

		@EventListener
		void on(PeerUpdatedEvent event) {
			this.updated.add(event);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Listeners listeners(ApplicationEventPublisher publisher) {
			return new Listeners(publisher);
		}

		@Bean
		NodeEvents nodeEvents() {
			return new NodeEvents().with(OrderChanged.class, "orders.changed");
		}

	}

}
