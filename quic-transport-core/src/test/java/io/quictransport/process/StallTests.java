package io.quictransport.process;

import java.nio.file.Path;
import java.time.Duration;

import io.quictransport.PeerId;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.Alone;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The traffic after which a stream of the bare codec was seen to stop for good: many
 * short streams, then gigabytes on one. Whether or not it stops here, no call may fail.
 */
@Alone
@Tag("nightly")
class StallTests {

	private static final int STREAMS = 100_000;

	private static final long BYTES = 50L << 30;

	private static final Duration TIME = Duration
		.ofSeconds(Long.getLong("stall-pattern.seconds", Duration.ofMinutes(9).toSeconds()));

	@Test
	void gigabytesOnOneStreamAfterAHundredThousandShortOnesAllArrive(@TempDir Path directory) throws Exception {
		PeerId receiver = new PeerId("node-b");
		ChildSettings settings = ChildSettings.DEFAULT.withLeakDetection("disabled");
		try (TestNodes nodes = new TestNodes();
				ChildProcess a = ChildProcess.start(nodes, new PeerId("node-a"), directory, settings);
				ChildProcess b = ChildProcess.start(nodes, receiver, directory, settings)) {
			a.ask(EchoProcess.CONNECT, receiver.value(), b.address());
			a.tell(EchoProcess.BULK, receiver.value(), "" + STREAMS, "" + BYTES, "" + TIME.toMillis());
			String report = a.answer(TIME.plusMinutes(2));
			System.out.println("event=bulk " + report + " sender=" + a.output() + " receiver=" + b.output());
			assertThat(report).contains("streams=" + STREAMS).endsWith("problems=[]");
		}
	}

}
