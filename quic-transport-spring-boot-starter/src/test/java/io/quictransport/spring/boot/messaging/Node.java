package io.quictransport.spring.boot.messaging;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.quictransport.NetworkTransport;
import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.spring.boot.testing.NodeCertificates;
import io.quictransport.testing.TestCertificate;
import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import io.quictransport.testing.memory.InMemoryTransport;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

/**
 * A whole application, on an in-memory network or over QUIC on the loopback address.
 */
public final class Node implements AutoCloseable {

	/** Some tests leave handlers behind that never end. */
	private static final Duration GRACE = Duration.ofMillis(500);

	private final ConfigurableApplicationContext context;

	private final Function<Node, PeerInfo> addresses;

	private Node(ConfigurableApplicationContext context, Function<Node, PeerInfo> addresses) {
		this.context = context;
		this.addresses = addresses;
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
			.withTimeouts((timeouts) -> timeouts.withRequest(Results.PATIENCE))
			.withDrainGrace(GRACE);
		ConfigurableApplicationContext context = application(configuration)
			.initializers((starting) -> ((GenericApplicationContext) starting).registerBean(InMemoryTransport.class,
					() -> network.node(id, options)))
			.run();
		return new Node(context, (other) -> network.peer(other.id().value()));
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
	 * Starts a node that talks QUIC.
	 * @param id its id
	 * @param certificate states the id
	 * @param configuration the application's classes
	 * @return the node
	 */
	public static Node startOverQuic(String id, TestCertificate certificate, Class<?>... configuration) {
		Map<String, Object> properties = new HashMap<>(NodeCertificates.properties(certificate));
		properties.put("quic.transport.node-id", id);
		properties.put("quic.transport.address", "127.0.0.1");
		for (String patient : List.of("connect", "handshake", "idle", "request")) {
			properties.put("quic.transport.timeouts." + patient, Results.PATIENCE.toString());
		}
		ConfigurableApplicationContext context = application(configuration).properties(properties).run();
		return new Node(context,
				(other) -> new PeerInfo(other.id(), List.of(NodeAddress.of(other.transport().localAddress()))));
	}

	private static SpringApplicationBuilder application(Class<?>... configuration) {
		return new SpringApplicationBuilder(Application.class).sources(configuration)
			.web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "management.tracing.sampling.probability=1.0",
					"quic.transport.shutdown.grace-period=" + GRACE.toMillis() + "ms");
	}

	/**
	 * Dials another node.
	 * @param other the other node
	 * @return this node
	 */
	public Node connect(Node other) {
		transport().connectPeer(this.addresses.apply(other)).join();
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
