package io.quictransport.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.RequestHandler;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.spring.boot.messaging.NodeCall;
import io.quictransport.spring.boot.messaging.NodeTransportOperations;
import io.quictransport.testing.TestCertificate.PemFiles;
import io.quictransport.testing.TestCertificates;
import io.quictransport.testing.contract.Results;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What Prometheus reads from a node of the sample that has called a peer and been called
 * by it.
 *
 * @param labels the label keys of each time series by its name
 */
record Scrape(Map<String, Set<String>> labels) {

	private static final Pattern SAMPLE = Pattern.compile("^([a-zA-Z_:][\\w:]*)(?:\\{(.*)\\})? \\S+$",
			Pattern.MULTILINE);

	private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

	/** Starts the node, makes the calls and reads what it exposes. */
	static Scrape ofANode(Path directory) throws Exception {
		TestCertificates certificates = TestCertificates.create();
		PemFiles pem = certificates.certificate("node-a").writePem(directory);
		String bundle = "--spring.ssl.bundle.pem.node.";
		try (ConfigurableApplicationContext node = SpringApplication.run(SampleNodeApplication.class,
				"--spring.profiles.active=pem", bundle + "keystore.certificate=" + pem.chain().toUri(),
				bundle + "keystore.private-key=" + pem.key().toUri(),
				bundle + "truststore.certificate=" + pem.ca().toUri(), bundle + "reload-on-update=false",
				"--quic.transport.port=0", "--quic.transport.discovery.multicast.enabled=false", "--server.port=0",
				"--board.settle-time=0s");
				QuicTransport peer = new QuicTransport(
						new QuicTransportOptions().withIdentity(certificates.certificate("node-b").identity()))) {
			peer.onRequest("greeting", RequestHandler.replying((request) -> "Hello".getBytes(UTF_8)));
			Results.get(peer.start());
			int port = node.getBean(QuicTransport.class).localAddress().getPort();
			Results.get(peer.connectPeer(PeerInfo.of(new PeerId("node-a"), "127.0.0.1:" + port)));
			Results.get(peer.request(new PeerId("node-a"), NodePaths.STATUS, new byte[0]));
			NodeTransportOperations nodes = node.getBean(NodeTransportOperations.class);
			nodes.request(NodeCall.to("node-b", "greeting").withTimeout(Results.PATIENCE), "Ann", String.class);
			return parse(read(node.getEnvironment().getRequiredProperty("local.server.port", Integer.class)));
		}
	}

	static Scrape parse(String text) {
		Map<String, Set<String>> labels = new TreeMap<>();
		SAMPLE.matcher(text)
			.results()
			.forEach((sample) -> labels.computeIfAbsent(sample.group(1), (name) -> new TreeSet<>())
				.addAll(labels(sample)));
		return new Scrape(labels);
	}

	private static Set<String> labels(MatchResult sample) {
		return Stream.ofNullable(sample.group(2))
			.flatMap((text) -> LABEL.matcher(text).results())
			.map((label) -> label.group(1))
			.collect(Collectors.toSet());
	}

	/** Of the transport's own series. */
	Map<String, Set<String>> ofTheTransport() {
		Map<String, Set<String>> own = new TreeMap<>(this.labels);
		own.keySet().removeIf((name) -> !name.startsWith("quic_transport_"));
		return own;
	}

	private static String read(int port) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/prometheus"))
			.timeout(Results.PATIENCE)
			.build();
		return HttpClient.newBuilder()
			.connectTimeout(Duration.ofMinutes(1))
			.build()
			.send(request, BodyHandlers.ofString())
			.body();
	}

}
