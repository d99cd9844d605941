package io.quictransport.spring.boot.messaging;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is logged of methods that fail again and again.
 */
@ExtendWith(OutputCaptureExtension.class)
class HandlerFailureLogTests {

	private static final NetworkMessage MESSAGE = NetworkMessage.message(new PeerId("node-b"), "audit", new byte[0]);

	private final AtomicLong clock = new AtomicLong();

	private final HandlerFailureLog log = new HandlerFailureLog(this.clock::get);

	@Test
	void aPeerHasSoManyLinesAMinuteAndEachOtherPeerItsOwn(CapturedOutput output) {
		add("noisy", HandlerFailureLog.MOST_LINES + 5);
		add("quiet", 1);
		assertThat(linesOf(output, "noisy")).isEqualTo(HandlerFailureLog.MOST_LINES);
		assertThat(linesOf(output, "quiet")).isOne();
	}

	@Test
	void theNextLineStandsForThoseThatWereNotLogged(CapturedOutput output) {
		add("noisy", HandlerFailureLog.MOST_LINES + 5);
		this.clock.addAndGet(TimeUnit.MINUTES.toNanos(1));
		add("noisy", 1);
		assertThat(output).containsOnlyOnce("peer=noisy count=6 ");
	}

	private void add(String peer, int failures) {
		for (int i = 0; i < failures; i++) {
			this.log.add(new PeerId(peer), MESSAGE, new IllegalStateException("made up by a test"));
		}
	}

	private static long linesOf(CapturedOutput output, String peer) {
		return output.toString()
			.lines()
			.filter((line) -> line.contains("event=handler_failed peer=" + peer + " "))
			.count();
	}

}
