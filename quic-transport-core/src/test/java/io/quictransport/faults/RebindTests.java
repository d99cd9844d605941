package io.quictransport.faults;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

import io.quictransport.load.CheckedLoad;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.UdpRelay;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A NAT gives the dialling node another port or address in the middle of the traffic
 * (fault F24).
 */
class RebindTests {

	private static final Duration DEADLINE = Duration.ofSeconds(10);

	/** By then a connection has taken over, and nothing hangs on the one before. */
	private static final Duration SETTLED = Duration.ofSeconds(2);

	/** The same where other tests run beside this one. */
	private static final Duration SETTLED_UNDER_LOAD = Duration.ofSeconds(8);

	@Test
	void newPortsCostNoCallAndNoPeerGoesDown() throws Exception {
		rebind(UdpRelay::rebindPorts, 3, Duration.ofMillis(1200), SETTLED_UNDER_LOAD);
	}

	@Test
	void newAddressesCostNoCallAndNoPeerGoesDown() throws Exception {
		rebind(UdpRelay::rebindAddresses, 3, Duration.ofMillis(1200), SETTLED_UNDER_LOAD);
	}

	@Test
	@Tag("nightly")
	void newPortsEveryFiveSecondsCostNoCallAndNoPeerGoesDown() throws Exception {
		rebind(UdpRelay::rebindPorts, 6, Duration.ofSeconds(5), SETTLED);
	}

	@Test
	@Tag("nightly")
	void newAddressesEveryFiveSecondsCostNoCallAndNoPeerGoesDown() throws Exception {
		rebind(UdpRelay::rebindAddresses, 6, Duration.ofSeconds(5), SETTLED);
	}

	private static void rebind(Consumer<UdpRelay> rebinding, int times, Duration interval, Duration most)
			throws Exception {
		try (RelayedPair pair = RelayedPair.connected((options) -> options.withPingInterval(Duration.ofSeconds(1)))) {
			List<CheckedLoad> loads = List.of(CheckedLoad.start(pair.a, pair.b, DEADLINE, 2048, 50),
					CheckedLoad.start(pair.b, pair.a, DEADLINE, 2048, 50));
			RelayedPair.letPass(Duration.ofSeconds(1));
			for (int i = 1; i <= times; i++) {
				InetSocketAddress before = Objects.requireNonNull(addressOfA(pair));
				long dialled = pair.a.stats().connectionsDialled();
				rebinding.accept(pair.relay);
				await().atMost(TestNodes.PATIENCE).untilAsserted(() -> {
					// There is none while the connection is dialled anew.
					assertThat(addressOfA(pair)).isNotNull().isNotEqualTo(before);
					assertThat(pair.a.stats().connectionsDialled()).isGreaterThan(dialled);
				});
				RelayedPair.letPass(interval);
			}
			for (CheckedLoad load : loads) {
				load.stopAndCheck();
				assertThat(load.failures()).isEqualTo(Map.of());
				assertThat(load.slowest()).as("the slowest call").isLessThan(most);
			}
			pair.assertUpsAndDowns(1, 0);
			System.out.println("event=rebound times=" + times + " dialled=" + pair.a.stats().connectionsDialled()
					+ " slowest=" + loads.get(0).slowest() + " " + loads.get(1).slowest());
		}
	}

	private static @Nullable InetSocketAddress addressOfA(RelayedPair pair) {
		return pair.b.peers().get(0).remoteAddress();
	}

}
