package io.quictransport.testing.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.Registration;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import org.junit.jupiter.api.Test;

import static io.quictransport.testing.contract.Results.eventually;
import static io.quictransport.testing.contract.Results.failureOf;
import static io.quictransport.testing.contract.Results.get;
import static io.quictransport.testing.contract.TransportContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Specifies handlers of sets of paths.
 */
public interface PathSetContract extends TransportContract {

	@Test
	default void theExactPathGoesBeforeSetsAndSetsGoInTheOrderOfTheirRegistration() {
		Pair pair = Pair.of(nodes());
		pair.b()
			.onRequest(Route.matching((path) -> path.startsWith("orders.")).withDispatch(Dispatch.EVENT_LOOP),
					replying("orders"));
		pair.b().onRequest(Route.matching((path) -> true), replying("any"));
		Registration exact = pair.b().onRequest("orders.7", replying("seven"));
		assertThat(get(pair.request("orders.7", bytes("")))).isEqualTo(bytes("seven"));
		assertThat(get(pair.request("orders.8", bytes("")))).isEqualTo(bytes("orders"));
		assertThat(get(pair.request("bills.7", bytes("")))).isEqualTo(bytes("any"));
		exact.close();
		assertThat(get(pair.request("orders.7", bytes("")))).isEqualTo(bytes("orders"));
	}

	private static RequestHandler replying(String text) {
		return RequestHandler.replying((request) -> bytes(text));
	}

	@Test
	default void aPathOutsideOfAllSetsIsRefusedAtOnce() {
		Pair pair = Pair.of(nodes());
		Registration requests = pair.b()
			.onRequest(Route.matching((path) -> path.startsWith("orders.")), replying("orders"));
		pair.b().onMessage(Route.matching((path) -> path.startsWith("orders.")), (message, context) -> {
		});
		pair.b().onStream(Route.matching((path) -> path.startsWith("orders.")), (stream) -> stream.finish());
		get(pair.send("orders.7", "known"));
		get(get(pair.a().openStream(pair.idOfB(), "orders.7")).finish());
		requests.close();
		for (CompletableFuture<?> call : List.of(pair.request("bills.7", bytes("")), pair.send("bills.7", "unknown"),
				pair.a().openStream(pair.idOfB(), "bills.7"), pair.request("orders.7", bytes("")))) {
			assertThat(failureOf(call)).returns(ErrorCode.NO_SUCH_PATH, NetworkException::code)
				.returns(Outcome.NOT_ACCEPTED, NetworkException::outcome);
		}
	}

	@Test
	default void eachPathOfASetKeepsItsOwnOrder() {
		Pair pair = Pair.of(nodes());
		CompletableFuture<Void> release = new CompletableFuture<>();
		Queue<String> handled = new ConcurrentLinkedQueue<>();
		pair.b().onMessage(Route.matching((path) -> path.startsWith("log.")), (message, context) -> {
			if (message.path().equals("log.slow")) {
				release.join();
			}
			handled.add(message.path() + message.correlationId());
		});
		List<CompletableFuture<Void>> sent = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			sent.add(pair.send("log.slow", "-" + i));
			sent.add(pair.send("log.quick", "-" + i));
		}
		sent.forEach(Results::get);
		eventually().untilAsserted(() -> assertThat(handled).containsExactly("log.quick-0", "log.quick-1",
				"log.quick-2", "log.quick-3", "log.quick-4"));
		release.complete(null);
		eventually().untilAsserted(() -> assertThat(handled).hasSize(10)
			.endsWith("log.slow-0", "log.slow-1", "log.slow-2", "log.slow-3", "log.slow-4"));
	}

}
