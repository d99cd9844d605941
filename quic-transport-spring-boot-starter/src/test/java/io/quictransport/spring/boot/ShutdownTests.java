package io.quictransport.spring.boot;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.quictransport.TransportState;
import io.quictransport.testing.contract.Results;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring's own settings and calls decide how a node stops and pauses.
 */
@ExtendWith(OutputCaptureExtension.class)
class ShutdownTests {

	private static final Certificates CERTIFICATES = new Certificates();

	@Test
	void aNodeWithWorkThatDoesNotEndStopsWithinTheTimeOfTheShutdownPhases(CapturedOutput output) {
		TestNode a = TestNode.start(CERTIFICATES, "node-a", "spring.lifecycle.timeout-per-shutdown-phase=1s");
		try (a; TestNode b = TestNode.start(CERTIFICATES, "node-b", "quic.transport.peers=" + a.address())) {
			awaitConnected(a, b);
			CompletableFuture<byte[]> endless = b.transport().request(a.id(), "wait", new byte[1]);
			await().until(() -> a.waiting() == 1);
			long begun = System.nanoTime();
			a.close();
			assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(900));
			assertThat(a.transport().state()).isEqualTo(TransportState.STOPPED);
			await().until(endless::isCompletedExceptionally);
		}
		assertThat(output).containsOnlyOnce("event=grace_shortened grace=PT10S to=PT0.5S")
			.containsOnlyOnce("event=drain_incomplete node=node-a grace=PT0.5S");
	}

	@Test
	void aPausedContextKeepsItsNodeBecauseItWouldComeBackOnAnotherPort() {
		try (TestNode a = TestNode.start(CERTIFICATES, "node-a");
				TestNode b = TestNode.start(CERTIFICATES, "node-b", "quic.transport.peers=" + a.address())) {
			awaitConnected(a, b);
			String address = b.address();
			b.context().pause();
			assertThat(b.transport().state()).isEqualTo(TransportState.RUNNING);
			assertThat(a.isConnectedTo(b)).isTrue();
			b.context().restart();
			awaitConnected(a, b);
			assertThat(b.transport().state()).isEqualTo(TransportState.RUNNING);
			assertThat(b.address()).isNotEmpty();
			assertThat(address).startsWith("node-b@");
		}
	}

	@Test
	void eventsComeOnThreadsThatMayBlock() {
		TestNode a = TestNode.start(CERTIFICATES, "node-a");
		try (a; TestNode b = TestNode.start(CERTIFICATES, "node-b", "quic.transport.peers=" + a.address())) {
			awaitConnected(a, b);
			b.close();
			await().until(() -> a.events().size() == 3);
		}
		assertThat(a.events()).hasSize(4);
		assertThat(a.eventThreads()).isNotEmpty().noneMatch((thread) -> thread.startsWith("quic-node-a"));
	}

	private static void awaitConnected(TestNode a, TestNode b) {
		await().until(() -> a.isConnectedTo(b) && b.isConnectedTo(a));
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Results.PATIENCE);
	}

}
