package io.quictransport.promises;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.quictransport.NetworkException;
import io.quictransport.TransportState;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.CapturedLogs;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.bytes;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Holds that a stop which leaves acknowledged messages unhandled says so: in its result,
 * in the log and in a figure.
 */
class StopTellsWhatIsLostTests {

	private static final int MESSAGES = 25;

	private final TestNodes nodes = new TestNodes();

	private final CapturedLogs logs = new CapturedLogs();

	private final CountDownLatch release = new CountDownLatch(1);

	private QuicTransport a;

	private QuicTransport b;

	@BeforeEach
	void acknowledge() {
		this.a = this.nodes.start("node-a");
		this.b = this.nodes.make(this.nodes.options("node-b").withDrainGrace(Duration.ofMillis(200)));
		get(this.b.start());
		this.b.onMessage("slow", (message, context) -> {
			try {
				this.release.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		TestNodes.connect(this.a, this.b);
		for (int i = 0; i < MESSAGES; i++) {
			get(this.a.send(idOf(this.b), "slow", bytes("x")));
		}
		this.logs.begin();
	}

	@AfterEach
	void close() {
		this.logs.end();
		this.release.countDown();
		this.nodes.close();
	}

	@Test
	void theResultNamesHowManyAreLeftAndWhoseTheyAre() {
		CompletableFuture<Void> stopped = this.b.stop();
		assertThatThrownBy(() -> stopped.get(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS)).cause()
			.isInstanceOf(NetworkException.class)
			.hasMessageContaining(MESSAGES + " ")
			.hasMessageContaining("node-a");
		assertThat(this.b.state()).isEqualTo(TransportState.STOPPED);
	}

	@Test
	void aWarningNamesHowManyAreLeftAndWhoseTheyAre() {
		this.b.stop().exceptionally((cause) -> null).join();
		assertThat(this.logs.texts()).anySatisfy((line) -> assertThat(line).startsWith("event=messages_lost")
			.contains("peer=node-a", "count=" + MESSAGES));
	}

	@Test
	void aFigureCountsThem() {
		this.b.stop().exceptionally((cause) -> null).join();
		assertThat(this.b.stats().errors().entrySet()).anySatisfy((error) -> {
			assertThat(error.getKey().name()).isEqualTo("MESSAGES_LOST");
			assertThat(error.getValue()).isEqualTo(MESSAGES);
		});
	}

}
