package io.quictransport.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.quictransport.testing.contract.Results;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Nodes of the sample, each an application context of its own in this JVM, joined by the
 * real transport.
 */
final class SampleNodes implements AutoCloseable {

	private final HttpClient client = HttpClient.newHttpClient();

	private final Path certificates;

	/** Nobody else's nodes are to be found. */
	private final String cluster = UUID.randomUUID().toString();

	private final Map<String, ConfigurableApplicationContext> running = new LinkedHashMap<>();

	SampleNodes(Path certificates, String... ids) throws IOException, GeneralSecurityException {
		this.certificates = certificates;
		SampleCertificates.write(certificates, ids);
	}

	/**
	 * Starts a node in this JVM.
	 * @param changes properties that differ from those of all nodes
	 */
	void start(String id, Map<String, String> changes) {
		this.running.put(id,
				SpringApplication.run(SampleNodeApplication.class, arguments(id, changes).toArray(String[]::new)));
	}

	void start(String id) {
		start(id, Map.of());
	}

	/**
	 * Starts a node in a JVM of its own, as the build has processed it ahead of time.
	 * @param log takes what it prints
	 */
	Process startProcess(String id, Path log, Map<String, String> changes) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-XX:+UseSerialGC", "-Xmx256m", "-Dspring.aot.enabled=true", "-cp",
						System.getProperty("java.class.path"), SampleNodeApplication.class.getName()));
		command.addAll(arguments(id, changes));
		return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
	}

	private List<String> arguments(String id, Map<String, String> changes) {
		Map<String, String> properties = new LinkedHashMap<>();
		properties.put("sample.certificates", this.certificates.toString());
		properties.put("server.port", "0");
		properties.put("quic.transport.node-id", id);
		properties.put("quic.transport.port", "0");
		properties.put("quic.transport.discovery.multicast.cluster", this.cluster);
		// What a machine that has other things to do must not end.
		for (String timeout : List.of("quic.transport.timeouts.connect", "quic.transport.timeouts.handshake",
				"quic.transport.timeouts.idle", "quic.transport.timeouts.request", "board.request-timeout",
				"board.catch-up-timeout")) {
			properties.put(timeout, Results.PATIENCE.toString());
		}
		properties.put("spring.mvc.async.request-timeout", Results.PATIENCE.multipliedBy(2).toString());
		properties.putAll(changes);
		return properties.entrySet().stream().map((entry) -> "--" + entry.getKey() + "=" + entry.getValue()).toList();
	}

	void stop(String id) {
		context(id).close();
		this.running.remove(id);
	}

	<T> T bean(String id, Class<T> type) {
		return context(id).getBean(type);
	}

	HttpResponse<String> get(String id, String path) {
		return call(id, "GET", path, null);
	}

	HttpResponse<String> put(String id, String path, String body) {
		return call(id, "PUT", path, body);
	}

	/** The TCP port of a node's web server. */
	int webPort(String id) {
		return context(id).getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	private HttpResponse<String> call(String id, String method, String path, @Nullable String body) {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + webPort(id) + path))
			.timeout(Results.PATIENCE)
			.method(method, (body != null) ? BodyPublishers.ofString(body) : BodyPublishers.noBody())
			.build();
		try {
			return this.client.send(request, BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("interrupted", ex);
		}
	}

	@Override
	public void close() {
		this.running.values().forEach(ConfigurableApplicationContext::close);
	}

	private ConfigurableApplicationContext context(String id) {
		ConfigurableApplicationContext context = this.running.get(id);
		if (context == null) {
			throw new IllegalStateException(id + " is not running");
		}
		return context;
	}

}
