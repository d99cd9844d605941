package io.quictransport.internal.messaging;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.quictransport.ErrorCode;
import io.quictransport.Route;
import io.quictransport.support.CapturedLogs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is logged of handlers that fail again and again, for a peer that may want that.
 */
class FailureLogTests {

	private static final int FAILURES = 500;

	private final CapturedLogs logs = new CapturedLogs();

	private final ServingPeer peer = new ServingPeer(TestLimits.DEFAULT);

	private long id;

	@BeforeEach
	void begin() {
		this.logs.begin();
		this.peer.handlers.addMessageHandler(Route.path("fails"), (message, context) -> {
			throw new IllegalArgumentException("made up by a test");
		});
		this.peer.handlers.addRequestHandler(Route.path("fails"), (request, context) -> {
			throw new IllegalArgumentException("made up by a test");
		});
	}

	@AfterEach
	void end() {
		this.logs.end();
	}

	@Test
	void handlersThatFailForAPeersMessagesAreLoggedWithinBoundsAndAllAreCounted() {
		send(FAILURES);
		assertThat(lines()).hasSize(FailureLog.MOST_LINES)
			.allSatisfy((line) -> assertThat(line).contains("peer=node-a count=1 ", "made up by a test"));
		assertThat(this.peer.counters.snapshot().errors()).containsEntry(ErrorCode.HANDLER_FAILED, (long) FAILURES);
		this.peer.pass(TimeUnit.SECONDS.toNanos(1));
		send(1);
		assertThat(lines()).hasSize(FailureLog.MOST_LINES + 1)
			.last()
			.asString()
			.contains("count=" + (FAILURES + 1 - FailureLog.MOST_LINES) + " ");
	}

	@Test
	void thoseOfRequestsAreWithinTheSameBounds() {
		send(FailureLog.MOST_LINES);
		this.peer.request(++this.id, "fails");
		this.peer.run();
		assertThat(lines()).hasSize(FailureLog.MOST_LINES);
		assertThat(this.peer.errors).hasSize(1);
	}

	@Test
	void aPeerThatConnectsAnewBeginsNoNewAccount() {
		send(FailureLog.MOST_LINES);
		this.peer.forget();
		this.id = 0;
		send(FAILURES);
		assertThat(lines()).hasSize(FailureLog.MOST_LINES);
	}

	@Test
	void refusalsOfAPeerThatConnectsAnewAreALineAMinute() {
		for (int i = 0; i < 10; i++) {
			this.peer.inbound.noteRefusal("made up by a test");
			this.peer.forget();
		}
		assertThat(this.logs.warnings("peer_refused")).hasSize(1);
	}

	@Test
	void actionsThatFailWhenAPeerCancelsAreLoggedWithinTheSameBounds() {
		this.peer.handlers.addRequestHandler(Route.path("waits"), (request, context) -> {
			context.onCancel(() -> {
				throw new IllegalArgumentException("made up by a test");
			});
			return new CompletableFuture<>();
		});
		for (int i = 0; i < 2 * FailureLog.MOST_LINES; i++) {
			this.peer.request(++this.id, "waits");
			this.peer.run();
			this.peer.inbound.cancel(this.id);
		}
		assertThat(this.logs.warnings("cancel_action_failed")).hasSize(FailureLog.MOST_LINES);
	}

	private void send(int messages) {
		for (int i = 0; i < messages; i++) {
			this.peer.event(++this.id, "fails");
		}
		this.peer.run();
	}

	private List<String> lines() {
		return this.logs.warnings("handler_failed");
	}

}
