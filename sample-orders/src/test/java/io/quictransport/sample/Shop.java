package io.quictransport.sample;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.quictransport.NetworkTransport;
import io.quictransport.PeerId;
import io.quictransport.RequestHandler;
import io.quictransport.sample.orders.OrdersApplication;
import io.quictransport.sample.stock.StockApplication;
import io.quictransport.spring.boot.HandlerDecorator;
import io.quictransport.spring.boot.testing.NodeCertificates;
import io.quictransport.testing.contract.Results;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.awaitility.Awaitility.await;

/**
 * Runs both services on this machine: an orders node with its web interface, and three
 * stock nodes, of which the last takes 300 ms for each request.
 */
final class Shop implements AutoCloseable {

	static final List<String> STOCK_NODES = List.of("stock-1", "stock-2", "slow-stock");

	private final List<ConfigurableApplicationContext> contexts = new ArrayList<>();

	private final HttpClient http = HttpClient.newHttpClient();

	private final URI web;

	private Shop() {
		String peers = STOCK_NODES.stream().map((id) -> id + "@" + startStock(id)).collect(Collectors.joining(","));
		ConfigurableApplicationContext orders = start(SpringApplication.from(OrdersApplication::main), "orders",
				Map.of("quic.transport.peers", peers, "server.port", "0"));
		this.web = URI.create("http://127.0.0.1:" + orders.getEnvironment().getProperty("local.server.port"));
		NetworkTransport transport = orders.getBean(NetworkTransport.class);
		await().atMost(Results.PATIENCE)
			.until(() -> STOCK_NODES.stream().map(PeerId::new).allMatch(transport::isConnected));
	}

	/** Starts all nodes, and connects them. */
	static Shop start() {
		return new Shop();
	}

	/** Starts a stock node, and says where it listens. */
	private String startStock(String id) {
		SpringApplication.Augmented application = SpringApplication.from(StockApplication::main);
		ConfigurableApplicationContext stock = start(
				id.equals("slow-stock") ? application.with(SlowHandlers.class) : application, id,
				Map.of("stock.items.cups", "3", "stock.items.pots", "2"));
		return "127.0.0.1:" + stock.getEnvironment().getProperty("local.quic.transport.port");
	}

	private ConfigurableApplicationContext start(SpringApplication.Augmented application, String id,
			Map<String, String> properties) {
		Map<String, String> all = new LinkedHashMap<>(NodeCertificates.shared().properties(id));
		all.put("quic.transport.node-id", id);
		// Nobody has to wait for what a browser still reads.
		all.put("server.shutdown", "immediate");
		all.put("quic.transport.shutdown.grace-period", "500ms");
		all.put("quic.transport.clients.stock.timeout", Results.PATIENCE.toString());
		Stream.of("connect", "handshake", "idle", "request")
			.forEach((timeout) -> all.put("quic.transport.timeouts." + timeout, Results.PATIENCE.toString()));
		all.putAll(properties);
		ConfigurableApplicationContext context = application
			.run(all.entrySet()
				.stream()
				.map((each) -> "--" + each.getKey() + "=" + each.getValue())
				.toArray(String[]::new))
			.getApplicationContext();
		this.contexts.add(context);
		return context;
	}

	/** A bean of the orders node. */
	<T> T bean(Class<T> type) {
		return this.contexts.get(STOCK_NODES.size()).getBean(type);
	}

	/** Where a stock node listens. */
	InetSocketAddress address(String id) {
		return this.contexts.get(STOCK_NODES.indexOf(id)).getBean(NetworkTransport.class).localAddress();
	}

	HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
		return this.http.send(HttpRequest.newBuilder(this.web.resolve(path))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(json))
			.build(), HttpResponse.BodyHandlers.ofString());
	}

	/** The first line with a text of those that a browser reads, as they come. */
	CompletableFuture<String> line(String path, String text) {
		HttpRequest request = HttpRequest.newBuilder(this.web.resolve(path))
			.header("Accept", "text/event-stream")
			.build();
		return this.http.sendAsync(request, HttpResponse.BodyHandlers.ofLines()).thenApplyAsync((response) -> {
			try (Stream<String> lines = response.body()) {
				return lines.filter((line) -> line.contains(text)).findFirst().orElse("the stream has ended");
			}
		});
	}

	@Override
	public void close() {
		for (int i = this.contexts.size() - 1; i >= 0; i--) {
			this.contexts.get(i).close();
		}
	}

	/**
	 * Takes time for each request.
	 */
	@Configuration(proxyBeanMethods = false)
	static class SlowHandlers {

		private static final Duration TIME = Duration.ofMillis(300);

		@Bean
		HandlerDecorator slowness() {
			return new HandlerDecorator() {

				@Override
				public RequestHandler decorate(String route, RequestHandler handler) {
					return (request, context) -> handler.handle(request, context)
						.thenCompose((reply) -> CompletableFuture.supplyAsync(() -> reply,
								CompletableFuture.delayedExecutor(TIME.toMillis(), TimeUnit.MILLISECONDS)));
				}

			};
		}

	}

}
