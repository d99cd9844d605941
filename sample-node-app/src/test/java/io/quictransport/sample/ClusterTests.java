package io.quictransport.sample;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Three boards at a fake network.
 */
class ClusterTests {

	private final FakeNetwork network = new FakeNetwork();

	private final TestNode a = new TestNode(this.network.node("node-a", "node-b", "node-c"));

	private final TestNode b = new TestNode(this.network.node("node-b", "node-a", "node-c"));

	private TestNode c = new TestNode(this.network.node("node-c", "node-a", "node-b"));

	ClusterTests() {
		this.network.link("node-a", "node-b");
		this.network.link("node-a", "node-c");
		this.network.link("node-b", "node-c");
		awaitCaughtUp(this.a, this.b, this.c);
	}

	@Test
	void whatIsPutOnOneNodeIsReadOnAnotherAndHeldByAll() {
		String key = this.a.keyOf("node-b");
		assertThat(this.a.service.carryOut(Command.put(key, "value")).join().owner()).hasToString("node-b");
		assertThat(this.c.service.carryOut(Command.get(key)).join().entry().value()).isEqualTo("value");
		assertThat(List.of(this.a, this.b, this.c))
			.allSatisfy((node) -> assertThat(node.board.find(key)).extracting(Entry::value).isEqualTo("value"));
	}

	@Test
	void aDeletedKeyHoldsNothingOnAllNodes() {
		String key = this.a.keyOf("node-b");
		this.a.service.carryOut(Command.put(key, "value")).join();
		this.c.service.carryOut(Command.delete(key)).join();
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
		this.a.service.carryOut(Command.put(own, "before")).join();
		stopC();
		this.a.service.carryOut(Command.put(missed, "while it was away")).join();
		this.c = new TestNode(this.network.node("node-c", "node-a", "node-b"));
		this.network.link("node-a", "node-c");
		assertThat(problem(this.a, Command.get(own))).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
		this.network.link("node-b", "node-c");
		awaitCaughtUp(this.c);
		assertThat(this.a.service.carryOut(Command.get(own)).join().entry().value()).isEqualTo("before");
		assertThat(this.c.board.find(missed)).extracting(Entry::value).isEqualTo("while it was away");
	}

	@Test
	void aRestartedNodeWhoseWallClockIsBehindStillOverwritesWhatItWroteBefore() {
		String own = this.a.keyOf("node-c");
		this.c.wallMillis = 9000;
		this.a.service.carryOut(Command.put(own, "before")).join();
		stopC();
		this.c = new TestNode(this.network.node("node-c", "node-a", "node-b"));
		this.network.link("node-a", "node-c");
		this.network.link("node-b", "node-c");
		awaitCaughtUp(this.c);
		this.a.service.carryOut(Command.put(own, "after")).join();
		assertThat(List.of(this.a, this.b, this.c))
			.allSatisfy((node) -> assertThat(node.board.find(own)).extracting(Entry::value).isEqualTo("after"));
	}

	@Test
	void aPeerThatCouldNotBeToldIsToldAgain() {
		String key = this.a.keyOf("node-a");
		this.a.transport.refuseAll(ErrorCode.OVERLOADED);
		this.a.service.carryOut(Command.put(key, "value")).join();
		this.a.replicator.tellAgain();
		assertThat(this.b.board.find(key)).isNull();
		this.a.transport.refuseNothing();
		this.a.replicator.tellAgain();
		assertThat(List.of(this.b, this.c))
			.allSatisfy((node) -> assertThat(node.board.find(key)).extracting(Entry::value).isEqualTo("value"));
		int sent = this.a.transport.sent().size();
		this.a.replicator.tellAgain();
		assertThat(this.a.transport.sent()).hasSize(sent);
	}

	@Test
	void theTwoSidesOfAPartitionComeTogether() {
		this.network.cut("node-a", "node-b");
		String ofA = this.a.keyOf("node-a");
		String ofB = this.a.keyOf("node-b");
		this.a.service.carryOut(Command.put(ofA, "on a")).join();
		this.b.service.carryOut(Command.put(ofB, "on b")).join();
		assertThat(this.b.board.find(ofA)).isNull();
		this.network.link("node-a", "node-b");
		Awaitility.await().untilAsserted(() -> {
			assertThat(this.b.board.find(ofA)).extracting(Entry::value).isEqualTo("on a");
			assertThat(this.a.board.find(ofB)).extracting(Entry::value).isEqualTo("on b");
		});
	}

	@Test
	void aFullOwnerTakesNoNewKeysButNewValues() {
		List<String> keys = IntStream.range(0, 10_000)
			.mapToObj((i) -> "key-" + i)
			.filter((key) -> this.a.members.ownerOf(key).equals(new PeerId("node-b")))
			.limit(4)
			.toList();
		keys.subList(0, 3).forEach((key) -> this.a.service.carryOut(Command.put(key, "value")).join());
		assertThat(problem(this.a, Command.put(keys.get(3), "value"))).isEqualTo(HttpStatus.INSUFFICIENT_STORAGE);
		assertThat(this.a.service.carryOut(Command.put(keys.get(0), "other")).join().entry().value())
			.isEqualTo("other");
	}

	@Test
	void aFailureOfTheOwnerIsToldWithItsReason() {
		NetworkMessage nonsense = NetworkMessage.request(new PeerId("node-b"), NodePaths.COMMAND, new byte[] { '{' });
		assertThat(catchThrowable(() -> this.a.transport.request(nonsense, Duration.ofSeconds(1)).join()))
			.hasMessageContaining("HANDLER_FAILED");
	}

	@Test
	void aNodeServesAfterTheTimeoutEvenIfAMemberIsDown() {
		BoardProperties impatient = new BoardProperties(DataSize.ofBytes(100), 3, Duration.ofSeconds(1), Duration.ZERO,
				Duration.ofHours(1));
		TestNode lonely = new TestNode(this.network.node("node-d", "node-e"), impatient);
		assertThat(lonely.catchUp.isDone()).isTrue();
		assertThat(new TestNode(this.network.node("node-d", "node-e")).catchUp.isDone()).isFalse();
		assertThat(new TestNode(this.network.node("node-f")).catchUp.isDone()).isTrue();
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

	private void stopC() {
		this.network.cut("node-a", "node-c");
		this.network.cut("node-b", "node-c");
	}

	private static void awaitCaughtUp(TestNode... nodes) {
		Awaitility.await()
			.untilAsserted(() -> assertThat(nodes).allSatisfy((node) -> assertThat(node.catchUp.isDone()).isTrue()));
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
