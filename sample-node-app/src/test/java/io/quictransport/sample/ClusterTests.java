package io.quictransport.sample;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Three boards at an in-memory network.
 */
class ClusterTests {

	@AutoClose
	private final InMemoryNetwork network = new InMemoryNetwork();

	private final TestNode a = new TestNode(this.network, "node-a", "node-b", "node-c");

	private final TestNode b = new TestNode(this.network, "node-b", "node-a", "node-c");

	private TestNode c = startC();

	ClusterTests() {
		this.network.awaitQuiet();
	}

	@Test
	void whatIsPutOnOneNodeIsReadOnAnotherAndHeldByAll() {
		String key = this.a.keyOf("node-b");
		assertThat(carryOut(this.a, Command.put(key, "value")).owner()).hasToString("node-b");
		assertThat(this.c.service.carryOut(Command.get(key)).join().entry().value()).isEqualTo("value");
		assertThat(List.of(this.a, this.b, this.c))
			.allSatisfy((node) -> assertThat(node.board.find(key)).extracting(Entry::value).isEqualTo("value"));
	}

	@Test
	void aDeletedKeyHoldsNothingOnAllNodes() {
		String key = this.a.keyOf("node-b");
		carryOut(this.a, Command.put(key, "value"));
		carryOut(this.c, Command.delete(key));
		assertThat(problem(this.a, Command.get(key))).isEqualTo(HttpStatus.NOT_FOUND);
		assertThat(problem(this.a, Command.delete(key))).isEqualTo(HttpStatus.NOT_FOUND);
		assertThat(this.a.board.find(key)).isNotNull().returns(true, Entry::isDeleted);
	}

	@Test
	void theKeysOfANodeThatIsDownAreRefusedWithTheReason() {
		String key = this.a.keyOf("node-c");
		stopC();
		assertThatExceptionOfType(BoardProblem.class).isThrownBy(() -> joined(this.a, Command.get(key)))
			.satisfies((problem) -> {
				assertThat(problem.getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
				assertThat(problem.getBody().getProperties()).containsEntry("owner", "node-c")
					.containsEntry("code", "NOT_CONNECTED")
					.containsEntry("outcome", "NOT_SENT")
					.containsEntry("retryable", true);
				assertThat(problem.getHeaders().getFirst("Retry-After")).isEqualTo("1");
			});
	}

	@Test
	void aRestartedNodeCatchesUpAndServesAgain() {
		String own = this.a.keyOf("node-c");
		String missed = this.a.keyOf("node-b");
		carryOut(this.a, Command.put(own, "before"));
		stopC();
		carryOut(this.a, Command.put(missed, "while it was away"));
		this.network.cut("node-b", "node-c");
		this.c = startC();
		this.network.awaitQuiet();
		assertThat(problem(this.a, Command.get(own))).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
		this.network.heal("node-b", "node-c");
		this.network.awaitQuiet();
		assertThat(this.a.service.carryOut(Command.get(own)).join().entry().value()).isEqualTo("before");
		assertThat(this.c.board.find(missed)).extracting(Entry::value).isEqualTo("while it was away");
	}

	@Test
	void aRestartedNodeWhoseWallClockIsBehindStillOverwritesWhatItWroteBefore() {
		String own = this.a.keyOf("node-c");
		this.c.wallMillis = 9000;
		carryOut(this.a, Command.put(own, "before"));
		stopC();
		this.c = startC();
		this.network.awaitQuiet();
		carryOut(this.a, Command.put(own, "after"));
		assertThat(List.of(this.a, this.b, this.c))
			.allSatisfy((node) -> assertThat(node.board.find(own)).extracting(Entry::value).isEqualTo("after"));
	}

	@Test
	void aPeerThatCouldNotBeToldIsToldAgain() {
		String key = this.a.keyOf("node-a");
		List<TestNode> others = List.of(this.b, this.c);
		others.forEach((node) -> node.changes.close());
		carryOut(this.a, Command.put(key, "value"));
		tellAgain();
		assertThat(others).allSatisfy((node) -> assertThat(node.board.find(key)).isNull());
		others.forEach(TestNode::takeChanges);
		tellAgain();
		assertThat(others)
			.allSatisfy((node) -> assertThat(node.board.find(key)).extracting(Entry::value).isEqualTo("value"));
		long sent = this.a.transport.stats().messages().sent();
		tellAgain();
		assertThat(this.a.transport.stats().messages().sent()).isEqualTo(sent);
	}

	private void tellAgain() {
		this.a.replicator.tellAgain();
		this.network.awaitQuiet();
	}

	@Test
	void theTwoSidesOfAPartitionComeTogether() {
		this.network.cut("node-a", "node-b");
		String ofA = this.a.keyOf("node-a");
		String ofB = this.a.keyOf("node-b");
		carryOut(this.a, Command.put(ofA, "on a"));
		carryOut(this.b, Command.put(ofB, "on b"));
		assertThat(this.b.board.find(ofA)).isNull();
		this.network.heal("node-a", "node-b");
		this.network.awaitQuiet();
		assertThat(this.b.board.find(ofA)).extracting(Entry::value).isEqualTo("on a");
		assertThat(this.a.board.find(ofB)).extracting(Entry::value).isEqualTo("on b");
	}

	@Test
	void aFullOwnerTakesNoNewKeysButNewValues() {
		List<String> keys = IntStream.range(0, 10_000)
			.mapToObj((i) -> "key-" + i)
			.filter((key) -> this.a.members.ownerOf(key).equals(new PeerId("node-b")))
			.limit(4)
			.toList();
		keys.subList(0, 3).forEach((key) -> carryOut(this.a, Command.put(key, "value")));
		assertThat(problem(this.a, Command.put(keys.get(3), "value"))).isEqualTo(HttpStatus.INSUFFICIENT_STORAGE);
		assertThat(this.a.service.carryOut(Command.put(keys.get(0), "other")).join().entry().value())
			.isEqualTo("other");
	}

	@Test
	void aFailureOfTheOwnerIsToldWithItsReason() {
		NetworkMessage nonsense = NetworkMessage.request(new PeerId("node-b"), NodePaths.COMMAND, new byte[] { '{' });
		assertThat(catchThrowable(() -> this.a.transport.request(nonsense, Results.PATIENCE).join()))
			.hasMessageContaining("HANDLER_FAILED");
	}

	@Test
	void aNodeServesAfterTheTimeoutEvenIfAMemberIsDown() {
		BoardProperties impatient = new BoardProperties(DataSize.ofBytes(100), 3, Results.PATIENCE, Duration.ZERO,
				Duration.ZERO, Duration.ofHours(1));
		assertThat(new TestNode(this.network, impatient, "node-d", "node-x").catchUp.isDone()).isTrue();
		assertThat(new TestNode(this.network, "node-e", "node-x").catchUp.isDone()).isFalse();
		assertThat(new TestNode(this.network, "node-f").catchUp.isDone()).isTrue();
	}

	@Test
	void theClusterIsShownWithTheMembersThatAreDown() {
		stopC();
		ClusterStatus.ClusterView view = this.a.cluster.view().join();
		assertThat(view.asked()).isEqualTo("node-a");
		assertThat(view.members()).extracting(ClusterStatus.Member::id, ClusterStatus.Member::connected)
			.containsExactly(tuple("node-a", true), tuple("node-b", true), tuple("node-c", false));
		assertThat(view.members().get(1).view()).isNotNull().returns("node-b", NodeView::id);
		assertThat(view.members().get(2).view()).isNull();
		assertThat(view.members().get(2).problem()).contains("NOT_CONNECTED");
	}

	private TestNode startC() {
		return new TestNode(this.network, "node-c", "node-a", "node-b");
	}

	private void stopC() {
		this.c.transport.stop().join();
	}

	/** Carries out a command, and waits until all nodes have heard of it. */
	private BoardService.OwnedEntry carryOut(TestNode node, Command command) {
		BoardService.OwnedEntry answer = node.service.carryOut(command).join();
		this.network.awaitQuiet();
		return answer;
	}

	private static HttpStatus problem(TestNode node, Command command) {
		Throwable thrown = catchThrowable(() -> joined(node, command));
		assertThat(thrown).isInstanceOf(BoardProblem.class);
		return HttpStatus.valueOf(((BoardProblem) thrown).getStatusCode().value());
	}

	private static void joined(TestNode node, Command command) {
		try {
			node.service.carryOut(command).join();
		}
		catch (CompletionException ex) {
			throw (RuntimeException) Failures.of(ex);
		}
	}

}
