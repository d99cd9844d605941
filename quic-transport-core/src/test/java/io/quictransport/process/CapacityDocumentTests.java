package io.quictransport.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import io.quictransport.quic.TransportLimits;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The examples of docs/capacity.md are what the formula gives that {@link CapacityTests}
 * holds a node to.
 */
class CapacityDocumentTests {

	private static final int KIB = 1024;

	private static final int MIB = 1024 * KIB;

	@Test
	void thePageStatesWhatTheFormulaGives() throws IOException {
		TransportLimits medium = new TransportLimits().withMaxMessageSize(64 * KIB)
			.withMaxHandlers(128)
			.withMaxQueuedBytes(4 * MIB)
			.withMaxMessageStreams(8)
			.withStreamBuffer(256 * KIB)
			.withMaxInFlight(512);
		TransportLimits small = new TransportLimits().withMaxMessageSize(16 * KIB)
			.withMaxHandlers(64)
			.withMaxQueuedBytes(MIB)
			.withMaxMessageStreams(4)
			.withStreamBuffer(64 * KIB)
			.withMaxInFlight(256);
		String page = Files.readString(Path.of("../docs/capacity.md"));
		for (TransportLimits limits : List.of(new TransportLimits(), medium, small)) {
			assertThat(page).contains(
					"| " + mebi(Capacity.heapOfPeer(limits)) + " | " + mebi(Capacity.directOfPeer(limits)) + " |");
		}
	}

	private static String mebi(long bytes) {
		double value = (double) bytes / MIB;
		return String.format(Locale.ROOT, (value < 10) ? "%.1f MiB" : "%,.0f MiB", value);
	}

}
