package io.quictransport.faults;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

import io.quictransport.ConnectionSnapshot;
import io.quictransport.load.CheckedLoad;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.Alone;
import io.quictransport.testing.Stalls;
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
@Alone
class RebindTests {

	private static final Duration DEADLINE = Duration.ofMinutes(1);

	/** By then a connection has taken over, and nothing hangs on the one before. */
	private static final Duration SETTLED = Duration.ofSeconds(2);

	@Test
	void newPortsCostNoCallAndNoPeerGoesDown(Stalls stalls) throws Exception {
		rebind(UdpRelay::rebindPorts, 3, 50, stalls);
	}

	@Test
	void newAddressesCostNoCallAndNoPeerGoesDown(Stalls stalls) throws Exception {
		rebind(UdpRelay::rebindAddresses, 3, 50, stalls);
	}

	@Test
	@Tag("nightly")
	void newPortsEveryFiveSecondsCostNoCallAndNoPeerGoesDown(Stalls stalls) throws Exception {
		rebind(UdpRelay::rebindPorts, 6, 2000, stalls);
	}

	@Test
	@Tag("nightly")
	void newAddressesEveryFiveSecondsCostNoCallAndNoPeerGoesDown(Stalls stalls) throws Exception {
		rebind(UdpRelay::rebindAddresses, 6, 2000, stalls);
	}

	/**
	 * Gives the dialling node another place again and again.
	 * @param calls how many calls of each node have ended well in between
	 */
	private static void rebind(Consumer<UdpRelay> rebinding, int times, int calls, Stalls stalls) throws Exception {
		try (RelayedPair pair = RelayedPair.connected(
				(options) -> options.withTimeouts((timeouts) -> timeouts.withPingInterval(Duration.ofSeconds(1))))) {
			List<CheckedLoad> loads = List.of(CheckedLoad.start(pair.a, pair.b, DEADLINE, 2048, 200),
					CheckedLoad.start(pair.b, pair.a, DEADLINE, 2048, 200));
			for (int i = 1; i <= times; i++) {
				loads.forEach((load) -> load.awaitMore(calls));
				InetSocketAddress before = settledAddressOfA(pair);
				long dialled = pair.a.stats().connections().dialled();
				rebinding.accept(pair.relay);
				await().untilAsserted(() -> {
					assertThat(addressOfA(pair)).isNotNull().isNotEqualTo(before);
					assertThat(pair.a.stats().connections().dialled()).isGreaterThan(dialled);
				});
			}
			for (CheckedLoad load : loads) {
				load.awaitMore(calls);
				load.stopAndCheck(stalls);
				assertThat(load.failures()).isEqualTo(Map.of());
				assertThat(load.slowest(stalls)).as("the slowest call").isLessThan(SETTLED);
			}
			pair.assertUpsAndDowns(1, 0);
			System.out.println("event=rebound times=" + times + " dialled=" + pair.a.stats().connections().dialled()
					+ " slowest=" + loads.get(0).slowest(stalls) + " " + loads.get(1).slowest(stalls));
		}
	}

	/**
	 * Waits until nothing of an earlier change goes on: there is no address while a
	 * connection is dialled again, and another one as soon as its successor has come.
	 */
	private static InetSocketAddress settledAddressOfA(RelayedPair pair) {
		await().until(() -> addressOfA(pair) != null && pair.a.stats().connections().open() == 1
				&& pair.b.stats().connections().open() == 1);
		return Objects.requireNonNull(addressOfA(pair));
	}

	private static @Nullable InetSocketAddress addressOfA(RelayedPair pair) {
		return TestNodes.live(pair.b).map(ConnectionSnapshot::remoteAddress).orElse(null);
	}

}
