package io.quictransport.spring.boot;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

import io.quictransport.ConnectionSnapshot;
import io.quictransport.Dispatch;
import io.quictransport.MessageHandler;
import io.quictransport.NetworkMessage;
import io.quictransport.NetworkTransport;
import io.quictransport.PeerId;
import io.quictransport.PeerSnapshot;
import io.quictransport.RequestHandler;
import io.quictransport.testing.contract.Results;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A whole application with a real transport on the loopback address.
 */
final class TestNode implements AutoCloseable {

	/** What a machine that has other things to do must not end. */
	private static final String[] PATIENT = Stream.of("connect", "handshake", "idle", "request")
		.map((name) -> "quic.transport.timeouts." + name + "=" + Results.PATIENCE)
		.toArray(String[]::new);

	private final ConfigurableApplicationContext context;

	private final NetworkTransport transport;

	private final Application application;

	private TestNode(ConfigurableApplicationContext context) {
		this.context = context;
		this.transport = context.getBean(NetworkTransport.class);
		this.application = context.getBean(Application.class);
	}

	static TestNode start(Certificates certificates, String id, String... properties) {
		return start(WebApplicationType.NONE, certificates, id, properties);
	}

	/** With a web server on a free port of the loopback address. */
	static TestNode startWithWeb(Certificates certificates, String id, String... properties) {
		return start(WebApplicationType.SERVLET, certificates, id, properties);
	}

	private static TestNode start(WebApplicationType web, Certificates certificates, String id, String... properties) {
		List<String> args = new ArrayList<>();
		args.addAll(List.of("--quic.transport.address=127.0.0.1", "--server.address=127.0.0.1", "--server.port=0"));
		for (String property : properties) {
			args.add("--" + property);
		}
		return new TestNode(new SpringApplicationBuilder(Application.class).web(web)
			.properties(PATIENT)
			.properties(certificates.properties(id))
			.run(args.toArray(String[]::new)));
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	NetworkTransport transport() {
		return this.transport;
	}

	PeerId id() {
		return this.transport.localNode().id();
	}

	/** How another node writes this one in its list of peers. */
	String address() {
		return id() + "@127.0.0.1:" + this.context.getEnvironment().getProperty("local.quic.transport.port");
	}

	boolean isConnectedTo(TestNode other) {
		return this.transport.isConnected(other.id());
	}

	BlockingQueue<NetworkMessage> notes() {
		return this.application.notes;
	}

	List<QuicTransportEvent> events() {
		return this.application.events;
	}

	/** The threads that events came on. */
	Set<String> eventThreads() {
		return this.application.eventThreads;
	}

	/** The serial number of the certificate that a connected peer has shown, if known. */
	@Nullable BigInteger serialOf(TestNode peer) {
		return this.transport.peer(peer.id())
			.map(PeerSnapshot::connection)
			.map(ConnectionSnapshot::certificate)
			.map(X509Certificate::getSerialNumber)
			.orElse(null);
	}

	/** Ends the requests that wait at the path {@code wait}. */
	void answerWaiting() {
		this.application.answer.complete(new byte[] { 42 });
	}

	/** How many requests wait. */
	int waiting() {
		return this.application.answer.getNumberOfDependents();
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		final BlockingQueue<NetworkMessage> notes = new LinkedBlockingQueue<>();

		final List<QuicTransportEvent> events = new CopyOnWriteArrayList<>();

		final Set<String> eventThreads = ConcurrentHashMap.newKeySet();

		final CompletableFuture<byte[]> answer = new CompletableFuture<>();

		@Bean
		@NodeHandler(path = "echo")
		RequestHandler echo() {
			return RequestHandler.replying(NetworkMessage::payload);
		}

		@Bean
		@NodeHandler(path = "thread")
		RequestHandler thread() {
			return RequestHandler.replying((request) -> Thread.currentThread().toString().getBytes(UTF_8));
		}

		@Bean
		@NodeHandler(path = "wait", dispatch = Dispatch.EVENT_LOOP)
		RequestHandler waiting() {
			return (request, context) -> this.answer.thenApply((answer) -> answer);
		}

		@Bean
		@NodeHandler(path = "note")
		MessageHandler note() {
			return (message, context) -> this.notes.add(message);
		}

		@EventListener
		void on(QuicTransportEvent event) {
			this.events.add(event);
			this.eventThreads.add(Thread.currentThread().getName());
		}

	}

}
