package io.quictransport.spring.boot.security;

import java.util.Arrays;
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
 * How often denied messages are logged.
 */
@ExtendWith(OutputCaptureExtension.class)
class DeniedMessagesTests {

	private static final NetworkMessage MESSAGE = NetworkMessage.message(new PeerId("node-b"), "audit", new byte[0]);

	private final AtomicLong now = new AtomicLong(TimeUnit.DAYS.toNanos(1));

	private final DeniedMessages denied = new DeniedMessages(this.now::get);

	@Test
	void aPeerIsLoggedOnceAMinuteWithTheNumberSinceTheLastLine(CapturedOutput output) {
		deny("node-x", 1000);
		assertThat(lines(output)).isEqualTo(1);
		assertThat(output).contains("event=message_denied peer=node-x count=1 one_way=", "audit",
				"reason=\"not allowed\"");
		this.now.addAndGet(TimeUnit.MINUTES.toNanos(1));
		deny("node-x", 10);
		assertThat(lines(output)).isEqualTo(2);
		assertThat(output).contains("peer=node-x count=1000 ");
	}

	@Test
	void eachPeerHasItsOwnLine(CapturedOutput output) {
		deny("node-x", 10);
		deny("node-y", 10);
		assertThat(lines(output)).isEqualTo(2);
		assertThat(output).contains("peer=node-x count=1 ", "peer=node-y count=1 ");
	}

	@Test
	void whatIsRememberedOfPeersIsBoundedAndTheLastOnesAreAmongThem(CapturedOutput output) {
		for (int i = 0; i < 3 * DeniedMessages.MOST_PEERS / 2; i++) {
			deny("node-" + i, 1);
		}
		int before = lines(output);
		deny("node-" + (3 * DeniedMessages.MOST_PEERS / 2 - 1), 10);
		assertThat(lines(output)).isEqualTo(before);
		deny("node-0", 1);
		assertThat(lines(output)).isEqualTo(before + 1);
	}

	private void deny(String peer, int times) {
		for (int i = 0; i < times; i++) {
			this.denied.add(new PeerId(peer), MESSAGE, "not allowed");
		}
	}

	private static int lines(CapturedOutput output) {
		return (int) Arrays.stream(output.getAll().split("\n"))
			.filter((line) -> line.contains("event=message_denied"))
			.count();
	}

}
