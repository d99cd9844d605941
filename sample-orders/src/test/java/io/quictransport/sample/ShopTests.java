package io.quictransport.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.quictransport.ApplicationCode;
import io.quictransport.ApplicationException;
import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.sample.api.StockApi;
import io.quictransport.spring.boot.testing.NodeCertificates;
import io.quictransport.testing.contract.Results;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Shows each thing that the two services do with each other once, from the web to the
 * last node.
 */
class ShopTests {

	private static Shop shop;

	@BeforeAll
	static void start() {
		shop = Shop.start();
	}

	@AfterAll
	static void stop() {
		shop.close();
	}

	@Test
	void anOrderIsReservedByOneStockNodeAndPublishedToAll() throws Exception {
		HttpResponse<String> order = shop.post("/orders", "{\"item\":\"pots\",\"count\":2}");
		assertThat(order.statusCode()).isEqualTo(201);
		assertThat(order.body()).contains("\"item\":\"pots\"", "\"count\":2", "\"knownToAll\":true");
		StockApi stock = shop.bean(StockApi.class);
		// A node that has acknowledged the order has queued it for its handler.
		Shop.STOCK_NODES.forEach((id) -> await().atMost(Results.PATIENCE)
			.untilAsserted(() -> assertThat(stock.left("pots", new PeerId(id))).isZero()));
	}

	@Test
	void anOrderThatTheStockNodeFindsInvalidIsABadRequest() throws Exception {
		HttpResponse<String> refused = shop.post("/orders", "{\"item\":\"tea\",\"count\":0}");
		assertThat(refused.statusCode()).isEqualTo(400);
		assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(refused.body()).contains("\"code\":\"INVALID_MESSAGE\"", "count");
	}

	@Test
	void anOrderOfMoreThanThereIsIsAConflict() throws Exception {
		HttpResponse<String> refused = shop.post("/orders", "{\"item\":\"books\",\"count\":1}");
		assertThat(refused.statusCode()).isEqualTo(409);
		assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(refused.body()).contains("\"code\":\"CONFLICT\"", "0 of books are left");
	}

	@Test
	void theDetailsOfTheErrorTellTheCallerWhatIsLeft() throws Exception {
		HttpResponse<String> order = shop.post("/orders?orLess=true", "{\"item\":\"cups\",\"count\":5}");
		assertThat(order.statusCode()).isEqualTo(201);
		assertThat(order.body()).contains("\"item\":\"cups\"", "\"count\":3");
	}

	@Test
	void aBrowserSeesChangesAsServerSentEvents() throws Exception {
		CompletableFuture<String> line = shop.line("/stock/changes", "coffee");
		shop.post("/orders", "{\"item\":\"coffee\",\"count\":1}");
		assertThat(Results.get(line)).startsWith("data:").contains("\"left\":999");
	}

	@Test
	void noNodeButOrdersMayReserve() {
		QuicTransportOptions options = new QuicTransportOptions()
			.withIdentity(NodeCertificates.shared().authority().identity("reports"))
			.withBindAddress(new InetSocketAddress("127.0.0.1", 0))
			.withTimeouts((timeouts) -> timeouts.withRequest(Results.PATIENCE));
		PeerId stock = new PeerId("stock-1");
		QuicTransport reports = new QuicTransport(options);
		try {
			Results.get(reports.start());
			Results.get(reports.connectPeer(new PeerInfo(stock, List.of(NodeAddress.of(shop.address(stock.value()))))));
			assertThat(Results.get(reports.request(stock, "stock.left.tea", new byte[0]))).isNotEmpty();
			assertThat(Results.failureOf(reports.request(stock, "stock.reserve",
					"{\"item\":\"tea\",\"count\":1}".getBytes(StandardCharsets.UTF_8))))
				.isInstanceOfSatisfying(ApplicationException.class,
						(failure) -> assertThat(failure.applicationCode()).isEqualTo(ApplicationCode.FORBIDDEN));
		}
		finally {
			Results.get(reports.stop());
		}
	}

	@Test
	void theSlowNodeGetsUnderATenthOfTheOrders() throws Exception {
		int orders = 60;
		int slow = 0;
		for (int i = 0; i < orders; i++) {
			HttpResponse<String> order = shop.post("/orders", "{\"item\":\"tea\",\"count\":1}");
			assertThat(order.statusCode()).isEqualTo(201);
			slow += order.body().contains("slow-stock") ? 1 : 0;
		}
		assertThat(slow).isLessThan(orders / 10);
	}

	@Test
	void bothServicesTogetherAreLessThan300LinesOfCode() throws IOException {
		try (Stream<Path> files = Files.walk(Path.of("src/main"))) {
			List<String> code = files.filter(Files::isRegularFile)
				.flatMap((file) -> read(file).stream())
				.filter((line) -> !line.isBlank() && !line.strip().matches("(/\\*|\\*|//|#).*"))
				.toList();
			assertThat(code).hasSizeBetween(100, 299);
		}
	}

	private static List<String> read(Path file) {
		try {
			return Files.readAllLines(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
