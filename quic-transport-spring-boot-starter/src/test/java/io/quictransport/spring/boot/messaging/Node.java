package io.quictransport.spring.boot.messaging;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.quictransport.NetworkTransport;
import io.quictransport.PeerId;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.testing.memory.InMemoryNetwork;
import io.quictransport.testing.memory.InMemoryTransport;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

/**
 * A whole application on an in-memory network.
 */
public final class Node implements AutoCloseable {

	/** Some tests leave handlers behind that never end. */
	private static final Duration GRACE = Duration.ofMillis(500);

	private final InMemoryNetwork network;

	private final ConfigurableApplicationContext context;

	private Node(InMemoryNetwork network, ConfigurableApplicationContext context) {
		this.network = network;
		this.context = context;
	}

	/**
	 * Starts a node.
	 * @param network where it lives
	 * @param id its id
	 * @param services what it offers
	 * @param configuration the application's classes
	 * @return the node
	 */
	public static Node start(InMemoryNetwork network, String id, Set<String> services, Class<?>... configuration) {
		QuicTransportOptions options = new QuicTransportOptions().withServices(services)
			.withRequestTimeout(Duration.ofSeconds(5))
			.withDrainGrace(GRACE);
		SpringApplicationBuilder application = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "management.tracing.sampling.probability=1.0",
					"quic.transport.shutdown.grace-period=" + GRACE.toMillis() + "ms")
			.initializers((context) -> ((GenericApplicationContext) context).registerBean(InMemoryTransport.class,
					() -> network.node(id, options)));
		List.of(configuration).forEach(application::sources);
		return new Node(network, application.run());
	}

	/**
	 * Starts a node that offers no service.
	 * @param network where it lives
	 * @param id its id
	 * @param configuration the application's classes
	 * @return the node
	 */
	public static Node start(InMemoryNetwork network, String id, Class<?>... configuration) {
		return start(network, id, Set.of(), configuration);
	}

	/**
	 * Dials another node.
	 * @param other the other node
	 * @return this node
	 */
	public Node connect(Node other) {
		transport().connectPeer(this.network.peer(other.id().value())).join();
		return this;
	}

	/**
	 * The node's id.
	 * @return the id
	 */
	public PeerId id() {
		return transport().localNode().id();
	}

	/**
	 * The node's transport.
	 * @return the transport
	 */
	public NetworkTransport transport() {
		return bean(NetworkTransport.class);
	}

	/**
	 * The node's template.
	 * @return the template
	 */
	public NodeTransportOperations template() {
		return bean(NodeTransportOperations.class);
	}

	/**
	 * One of the node's beans.
	 * @param <T> the type of the bean
	 * @param type the type of the bean
	 * @return the bean
	 */
	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
