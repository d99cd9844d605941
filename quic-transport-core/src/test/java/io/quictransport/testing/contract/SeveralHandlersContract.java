package io.quictransport.testing.contract;

import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

import io.quictransport.ConfigurationException;
import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NodeInfo;
import io.quictransport.PathKind;
import io.quictransport.PathSet;
import io.quictransport.PeerSnapshot;
import io.quictransport.Registration;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.ServedPaths;
import org.junit.jupiter.api.Test;

import static io.quictransport.testing.contract.Results.eventually;
import static io.quictransport.testing.contract.Results.failureOf;
import static io.quictransport.testing.contract.Results.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Specifies several handlers for one path of one-way messages, and what a node announces
 * of its handlers.
 */
public interface SeveralHandlersContract extends TransportContract {

	@Test
	default void eachHandlerOfAPathGetsEachMessageInTheOrderOfRegistration() {
		Pair pair = Pair.of(nodes());
		Queue<String> handled = new ConcurrentLinkedQueue<>();
		Registration first = pair.b()
			.onMessage("log", (message, context) -> handled.add("1-" + message.correlationId()));
		pair.b().onMessage("log", (message, context) -> handled.add("2-" + message.correlationId()));
		get(pair.send("log", "a"));
		get(pair.send("log", "b"));
		eventually().until(() -> handled.size() == 4);
		assertThat(handled).containsExactly("1-a", "2-a", "1-b", "2-b");
		first.close();
		first.close();
		get(pair.send("log", "c"));
		eventually().until(() -> handled.size() == 5);
		assertThat(handled).endsWith("2-c");
	}

	@Test
	default void aHandlerThatFailsIsCountedAndKeepsTheOthersOfItsPathFromNothing() {
		Pair pair = Pair.of(nodes());
		for (Dispatch dispatch : Dispatch.values()) {
			Queue<String> handled = new ConcurrentLinkedQueue<>();
			String path = "log-" + dispatch;
			pair.b().onMessage(Route.path(path).withDispatch(dispatch), (message, context) -> {
				throw new IllegalStateException("alone");
			});
			pair.b()
				.onMessage(Route.path(path).withDispatch(dispatch),
						(message, context) -> handled.add(message.correlationId()));
			get(pair.send(path, "a"));
			get(pair.send(path, "b"));
			eventually().until(() -> handled.size() == 2);
			assertThat(handled).containsExactly("a", "b");
		}
		assertThat(pair.b().stats().errors()).containsEntry(ErrorCode.HANDLER_FAILED, 4L);
	}

	@Test
	default void aMessageOccupiesItsSenderUntilAllItsHandlersAreDone() {
		Pair pair = Pair.of(nodes());
		CountDownLatch gate = new CountDownLatch(1);
		CountDownLatch begun = new CountDownLatch(1);
		pair.b().onMessage("log", (message, context) -> {
		});
		pair.b().onMessage("log", (message, context) -> {
			begun.countDown();
			gate.await();
		});
		get(pair.send("log", "a"));
		eventually().until(() -> begun.getCount() == 0);
		assertThat(pair.b().stats().handlers().running()).isEqualTo(1);
		gate.countDown();
		eventually().until(() -> pair.b().stats().handlers().running() == 0);
	}

	@Test
	default void peersKnowWhichPathsANodeServesFromTheBeginningAndAfterEachChange() {
		Pair pair = Pair.of(nodes());
		assertThat(infoOfB(pair).mayServe(PathKind.REQUEST, "echo")).isTrue();
		assertThat(infoOfB(pair).mayServe(PathKind.MESSAGE, "echo")).isFalse();
		Registration log = pair.b().onMessage("log", (message, context) -> {
		});
		pair.b()
			.onStream(Route.matching(new PathSet(List.of("files.*"), (path) -> path.startsWith("files."))),
					(stream) -> {
					});
		eventually().until(() -> infoOfB(pair).mayServe(PathKind.MESSAGE, "log")
				&& infoOfB(pair).mayServe(PathKind.STREAM, "files.1"));
		assertThat(infoOfB(pair).mayServe(PathKind.STREAM, "file")).isFalse();
		log.close();
		eventually().until(() -> !infoOfB(pair).mayServe(PathKind.MESSAGE, "log"));
	}

	@Test
	default void aHandlerOfPathsThatNothingStatesIsAnnouncedAsOneOfAnyPath() {
		Pair pair = Pair.of(nodes());
		pair.b()
			.onRequest(Route.matching((path) -> path.length() == 3), RequestHandler.replying((request) -> new byte[0]));
		eventually().until(() -> infoOfB(pair).mayServe(PathKind.REQUEST, "any"));
		assertThat(infoOfB(pair).paths()).isEqualTo(new ServedPaths(Set.of(ServedPaths.ALL), Set.of(), Set.of()));
	}

	@Test
	default void pathsBeyondWhatAnInfoHoldsAreAnnouncedAsAny() {
		Pair pair = Pair.of(nodes());
		String part = "p".repeat(1000);
		for (int i = 0; i < 70; i++) {
			pair.b().onMessage(part + i, (message, context) -> {
			});
		}
		eventually().until(() -> ServedPaths.ANY.equals(infoOfB(pair).paths()));
		pair.assertServes();
	}

	@Test
	@SuppressWarnings("NullAway") // nobody keeps an application from it
	default void aHandlerOrListenerThatIsMissingIsRefusedWhenItIsRegistered() {
		Pair pair = Pair.of(nodes());
		Route route = Route.path("missing");
		assertThatNullPointerException().isThrownBy(() -> pair.b().onRequest(route, null));
		assertThatNullPointerException().isThrownBy(() -> pair.b().onMessage(route, null));
		assertThatNullPointerException().isThrownBy(() -> pair.b().onStream(route, null));
		assertThatNullPointerException().isThrownBy(() -> pair.b().subscribe(null));
		assertThat(failureOf(pair.request("missing", new byte[0])).code()).isEqualTo(ErrorCode.NO_SUCH_PATH);
		pair.assertServes();
	}

	@Test
	default void requestsAndStreamsOfAPathHaveOneHandler() {
		Pair pair = Pair.of(nodes());
		assertThat(failureOf(pair.send("echo", "a"))).returns(ErrorCode.NO_SUCH_PATH, NetworkException::code);
		assertThatExceptionOfType(ConfigurationException.class)
			.isThrownBy(() -> pair.b().onRequest("echo", RequestHandler.replying((request) -> new byte[0])))
			.withMessageContaining("echo");
	}

	private static NodeInfo infoOfB(Pair pair) {
		return pair.a()
			.peers()
			.stream()
			.filter((peer) -> peer.id().equals(pair.idOfB()))
			.map(PeerSnapshot::info)
			.findFirst()
			.orElseThrow();
	}

}
