package io.quictransport.spring.boot;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.quictransport.NetworkTransport;
import io.quictransport.NodeInfo;
import io.quictransport.PathKind;
import io.quictransport.PeerId;
import io.quictransport.nodes.NodeCandidate;
import io.quictransport.nodes.NodeSelection;
import io.quictransport.nodes.NodeSelector;
import io.quictransport.nodes.NodeTarget;
import io.quictransport.nodes.Nodes;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What chooses among nodes, by the properties or by a bean.
 */
class SelectionPropertiesTests {

	private static final NodeSelection CALL = new NodeSelection(NodeTarget.service("s"), PathKind.REQUEST, "path",
			info("self", "west"));

	private static final List<NodeCandidate> CANDIDATES = List.of(candidate("a", "east", false, 3),
			candidate("b", "west", false, 2), candidate("c", "east", false, 0), candidate("self", "north", true, 4));

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(QuicTransportLifecycleAutoConfiguration.class))
		.withBean(NetworkTransport.class, FakeTransport::new)
		.withBean(QuicTransportProperties.class)
		.withBean(QuicTransportConnectionDetails.class, () -> List::of);

	@Test
	void nodesTakeTurnsUnlessAPropertySaysOtherwise() {
		this.runner.run((context) -> {
			NodeSelector selector = context.getBean(NodeSelector.class);
			assertThat(first(selector)).isEqualTo("a");
			assertThat(first(selector)).isEqualTo("b");
		});
	}

	@Test
	void theLeastInFlightIsAskedFirst() {
		this.runner.withPropertyValues("quic.transport.selection.order=least-in-flight")
			.run((context) -> assertThat(order(context.getBean(NodeSelector.class))).containsExactly("c", "b", "a",
					"self"));
	}

	@Test
	void theOwnNodeAndThoseOfTheSameLabelComeFirst() {
		this.runner
			.withPropertyValues("quic.transport.selection.order=least-in-flight",
					"quic.transport.selection.nearby=zone", "quic.transport.selection.own-node-first=true")
			.run((context) -> assertThat(order(context.getBean(NodeSelector.class))).containsExactly("self", "b", "c",
					"a"));
	}

	@Test
	void aBeanOfTheApplicationChooses() {
		NodeSelector own = (call, nodes) -> nodes;
		this.runner.withBean("own", NodeSelector.class, () -> own).run((context) -> {
			assertThat(context.getBean(NodeSelector.class)).isSameAs(own);
			assertThat(context).hasSingleBean(Nodes.class);
		});
	}

	private static String first(NodeSelector selector) {
		return order(selector).get(0);
	}

	private static List<String> order(NodeSelector selector) {
		return selector.order(CALL, CANDIDATES).stream().map((node) -> node.id().value()).toList();
	}

	private static NodeCandidate candidate(String id, String zone, boolean own, int inFlight) {
		return new NodeCandidate(info(id, zone), own, inFlight, Duration.ZERO);
	}

	private static NodeInfo info(String id, String zone) {
		return NodeInfo.of(new PeerId(id)).withServices(Set.of("s")).withMetadata(Map.of("zone", zone));
	}

}
