package io.quictransport.testing;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

class UdpRelaysTests {

	private static final InetSocketAddress TARGET = new InetSocketAddress("127.0.0.1", 9);

	@Test
	void relaysAreClosedAfterEachTestAndAFailedTestTellsItsSeed() {
		Example.wanted = true;
		PrintStream standard = System.err;
		ByteArrayOutputStream printed = new ByteArrayOutputStream();
		System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
		SummaryGeneratingListener summary = new SummaryGeneratingListener();
		try {
			LauncherFactory.create()
				.execute(LauncherDiscoveryRequestBuilder.request().selectors(selectClass(Example.class)).build(),
						summary);
		}
		finally {
			System.setErr(standard);
			Example.wanted = false;
		}
		assertThat(summary.getSummary().getTestsSucceededCount()).isEqualTo(1);
		assertThat(summary.getSummary().getTestsFailedCount()).isEqualTo(1);
		assertThat(Example.opened).hasSize(3).allSatisfy((address) -> assertThatCode(() -> {
			new DatagramSocket(address).close();
		}).doesNotThrowAnyException());
		assertThat(printed.toString(StandardCharsets.UTF_8)).containsOnlyOnce("-Dudp-relay.seed=")
			.contains("test=\"fails()\"");
	}

	static class Example {

		/** Not when a runner finds this class by itself. */
		static boolean wanted;

		static final List<InetSocketAddress> opened = new ArrayList<>();

		@RegisterExtension
		final UdpRelays relays = new UdpRelays();

		@BeforeEach
		void onlyWhenWanted() {
			assumeTrue(wanted);
		}

		@Test
		void succeeds() {
			opened.add(this.relays.to(TARGET).address());
		}

		@Test
		void fails() {
			opened.add(this.relays.to(TARGET).address());
			opened.add(this.relays.to(TARGET).address());
			throw new IllegalStateException("on purpose");
		}

	}

}
