package io.quictransport.testing;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;

import io.quictransport.testing.contract.Results;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

class UdpRelayTests {

	private static final int PACKETS = 2000;

	private DatagramSocket target;

	private DatagramSocket client;

	@BeforeEach
	void openSockets() throws IOException {
		this.target = open();
		this.client = open();
	}

	@AfterEach
	void closeSockets() {
		this.target.close();
		this.client.close();
	}

	@Test
	void packetsPassBothWaysAndTheTargetTellsClientsApart() throws IOException {
		try (UdpRelay relay = UdpRelay.to(addressOf(this.target)); DatagramSocket second = open()) {
			send(this.client, relay.address(), 1);
			send(second, relay.address(), 2);
			DatagramPacket one = receive(this.target);
			DatagramPacket two = receive(this.target);
			assertThat(one.getSocketAddress()).isNotEqualTo(two.getSocketAddress());
			this.target.send(two);
			this.target.send(one);
			assertThat(numberIn(receive(this.client))).isEqualTo(1);
			assertThat(numberIn(receive(second))).isEqualTo(2);
			await().untilAsserted(() -> assertThat(relay.toTargetCounts()).isEqualTo(new RelayCounts(2, 0, 0, 0, 0)));
			await().untilAsserted(() -> assertThat(relay.toClientsCounts()).isEqualTo(new RelayCounts(2, 0, 0, 0, 0)));
		}
	}

	@Test
	void aSeedLosesTheSameShareOfPacketsInEachRun() throws IOException {
		RelayConditions lossy = RelayConditions.CLEAN.withLossRate(0.2);
		List<Integer> first = arrivals(lossy, 42);
		assertThat(arrivals(lossy, 42)).isEqualTo(first);
		assertThat(arrivals(lossy, 43)).isNotEqualTo(first);
		assertThat(first).hasSizeBetween((int) (PACKETS * 0.77), (int) (PACKETS * 0.83)).isSorted();
	}

	@Test
	void lossesComeInBurstsOfTheMeanLength() throws IOException {
		List<Integer> arrived = arrivals(RelayConditions.CLEAN.withLoss(0.3, 3), 42);
		assertThat(arrived).hasSizeBetween((int) (PACKETS * 0.65), (int) (PACKETS * 0.75));
		List<Integer> bursts = new ArrayList<>();
		for (int i = 1; i < arrived.size(); i++) {
			int lost = arrived.get(i) - arrived.get(i - 1) - 1;
			if (lost > 0) {
				bursts.add(lost);
			}
		}
		assertThat(bursts.stream().mapToInt(Integer::intValue).average().orElseThrow()).isBetween(2.5, 3.5);
		assertThat(arrivals(RelayConditions.CLEAN.withLoss(0.3, 3), 42)).isEqualTo(arrived);
	}

	@Test
	void aShareOfPacketsArrivesTwice() throws IOException {
		List<Integer> arrived = arrivals(RelayConditions.CLEAN.withDuplicateRate(0.1), 42);
		assertThat(arrived).hasSizeBetween((int) (PACKETS * 1.07), (int) (PACKETS * 1.13)).isSorted();
		assertThat(arrived.stream().distinct()).hasSize(PACKETS);
	}

	@Test
	void aShareOfPacketsIsChangedInOneByte() throws IOException {
		List<Integer> arrived = arrivals(RelayConditions.CLEAN.withCorruptRate(0.3), 42);
		assertThat(arrived).hasSize(PACKETS);
		int changed = 0;
		for (int i = 0; i < PACKETS; i++) {
			byte[] difference = ByteBuffer.allocate(Integer.BYTES).putInt(arrived.get(i) ^ i).array();
			int bytes = 0;
			for (byte each : difference) {
				bytes += (each != 0) ? 1 : 0;
			}
			assertThat(bytes).isLessThanOrEqualTo(1);
			changed += bytes;
		}
		assertThat(changed).isBetween((int) (PACKETS * 0.27), (int) (PACKETS * 0.33));
	}

	@Test
	void packetsThatAreTooLargeForThePathAreLost() throws IOException {
		assertThat(arrivals(RelayConditions.CLEAN.withLargestPacket(Integer.BYTES - 1), 42)).isEmpty();
		assertThat(arrivals(RelayConditions.CLEAN.withLargestPacket(Integer.BYTES), 42)).hasSize(PACKETS);
	}

	@Test
	void packetsThatAreHeldBackAreOvertaken() throws IOException {
		List<Integer> arrived = arrivals(RelayConditions.CLEAN.withReordering(0.1, Duration.ofMillis(20)), 42);
		assertThat(arrived).hasSize(PACKETS).doesNotHaveDuplicates();
		assertThat(overtaken(arrived)).isBetween(1, (int) (PACKETS * 0.13));
	}

	@Test
	void jitterHoldsPacketsBackForDifferentTimesAndKeepsTheirOrder() throws IOException {
		try (UdpRelay relay = UdpRelay.to(addressOf(this.target), 42)) {
			relay.toTarget(RelayConditions.CLEAN.withJitter(Duration.ofMillis(40)));
			LongSummaryStatistics waits = new LongSummaryStatistics();
			for (int i = 0; i < 20; i++) {
				long sent = System.nanoTime();
				send(this.client, relay.address(), i);
				assertThat(numberIn(receive(this.target))).isEqualTo(i);
				waits.accept(Duration.ofNanos(System.nanoTime() - sent).toMillis());
			}
			assertThat(waits.getMax()).isGreaterThan(25);
		}
		assertThat(arrivals(RelayConditions.CLEAN.withJitter(Duration.ofMillis(20)), 42)).hasSize(PACKETS).isSorted();
	}

	@Test
	void delayedPacketsArriveInOrderAndNotBeforeTheirTime() throws IOException {
		try (UdpRelay relay = UdpRelay.to(addressOf(this.target))) {
			relay.toTarget(RelayConditions.CLEAN.withDelay(Duration.ofMillis(50)));
			long start = System.nanoTime();
			for (int i = 0; i < 10; i++) {
				send(this.client, relay.address(), i);
			}
			for (int i = 0; i < 10; i++) {
				assertThat(numberIn(receive(this.target))).isEqualTo(i);
				assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
			}
		}
	}

	@Test
	void aBlackHoleSwallowsOneDirectionUntilItIsClosed() throws IOException {
		try (UdpRelay relay = UdpRelay.to(addressOf(this.target))) {
			send(this.client, relay.address(), 1);
			DatagramPacket seen = receive(this.target);
			relay.toTarget(RelayConditions.CLEAN.withBlackHole(true));
			send(this.client, relay.address(), 2);
			await().untilAsserted(() -> assertThat(relay.toTargetCounts()).isEqualTo(new RelayCounts(1, 1, 0, 0, 0)));
			this.target.send(seen);
			assertThat(numberIn(receive(this.client))).isEqualTo(1);
			relay.toTarget(RelayConditions.CLEAN);
			send(this.client, relay.address(), 3);
			assertThat(numberIn(receive(this.target))).isEqualTo(3);
		}
	}

	@Test
	void afterARebindTheTargetSeesAnotherPortAndOnlyItsAnswersArrive() throws IOException {
		try (UdpRelay relay = UdpRelay.to(addressOf(this.target))) {
			send(this.client, relay.address(), 1);
			DatagramPacket before = receive(this.target);
			relay.rebindPorts();
			send(this.client, relay.address(), 2);
			DatagramPacket after = receive(this.target);
			assertThat(after.getAddress()).isEqualTo(before.getAddress());
			assertThat(after.getPort()).isNotEqualTo(before.getPort());
			this.target.send(before);
			this.target.send(after);
			assertThat(numberIn(receive(this.client))).isEqualTo(2);
			await().untilAsserted(() -> assertThat(relay.toClientsCounts().forwarded()).isEqualTo(1));
		}
	}

	@Test
	void addressesCanBeReboundAgainAndAgain() throws IOException {
		try (UdpRelay relay = UdpRelay.to(addressOf(this.target))) {
			for (String expected : List.of("127.0.0.1", "127.0.0.2", "127.0.0.3")) {
				send(this.client, relay.address(), 1);
				DatagramPacket seen = receive(this.target);
				assertThat(seen.getAddress().getHostAddress()).isEqualTo(expected);
				this.target.send(seen);
				assertThat(numberIn(receive(this.client))).isEqualTo(1);
				relay.rebindAddresses();
			}
		}
	}

	@Test
	void aTargetThatIsAwayForAWhileBreaksNothing() throws IOException {
		InetSocketAddress address = addressOf(this.target);
		try (UdpRelay relay = UdpRelay.to(address)) {
			this.target.close();
			for (int i = 1; i <= 3; i++) {
				int sent = i;
				send(this.client, relay.address(), i);
				await().untilAsserted(() -> assertThat(relay.toTargetCounts().forwarded()).isEqualTo(sent));
			}
			this.target = new DatagramSocket(address);
			this.target.setSoTimeout((int) Results.PATIENCE.toMillis());
			send(this.client, relay.address(), 4);
			assertThat(numberIn(receive(this.target))).isEqualTo(4);
		}
	}

	@Test
	void closeLeavesNoThreadAndNoSocket() throws IOException {
		UdpRelay relay = UdpRelay.to(addressOf(this.target));
		send(this.client, relay.address(), 1);
		InetSocketAddress back = (InetSocketAddress) receive(this.target).getSocketAddress();
		relay.toTarget(RelayConditions.CLEAN.withDelay(Duration.ofHours(1)));
		send(this.client, relay.address(), 2);
		relay.close();
		relay.close();
		assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.doesNotContain("udp-relay-" + relay.address().getPort());
		assertThatCode(() -> new DatagramSocket(relay.address()).close()).doesNotThrowAnyException();
		assertThatCode(() -> new DatagramSocket(back.getPort()).close()).doesNotThrowAnyException();
		this.target.setSoTimeout(100);
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> receive(this.target));
	}

	@Test
	void conditionsOutOfRangeAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> RelayConditions.CLEAN.withLossRate(1.1));
		assertThatIllegalArgumentException().isThrownBy(() -> RelayConditions.CLEAN.withLossRate(Double.NaN));
		assertThatIllegalArgumentException().isThrownBy(() -> RelayConditions.CLEAN.withDelay(Duration.ofMillis(-1)));
		assertThatIllegalArgumentException().isThrownBy(() -> RelayConditions.CLEAN.withLoss(0.1, 0.5));
		assertThatIllegalArgumentException().isThrownBy(() -> RelayConditions.CLEAN.withLoss(0.9, 3));
	}

	/** Sends numbered packets, and gives the numbers that arrive. */
	private List<Integer> arrivals(RelayConditions conditions, long seed) throws IOException {
		try (UdpRelay relay = UdpRelay.to(addressOf(this.target), seed)) {
			relay.toTarget(conditions);
			List<Integer> arrived = new ArrayList<>();
			for (int i = 0; i < PACKETS; i += 100) {
				for (int j = i; j < i + 100; j++) {
					send(this.client, relay.address(), j);
				}
				int sent = i + 100;
				await().pollInterval(Duration.ofMillis(1))
					.untilAsserted(() -> assertThat(decided(relay.toTargetCounts())).isEqualTo(sent));
				while (arrived.size() < relay.toTargetCounts().forwarded()) {
					arrived.add(numberIn(receive(this.target)));
				}
			}
			return arrived;
		}
	}

	/** How many packets arrived after one that was sent later. */
	private static int overtaken(List<Integer> arrived) {
		int overtaken = 0;
		int highest = -1;
		for (int number : arrived) {
			overtaken += (number < highest) ? 1 : 0;
			highest = Math.max(highest, number);
		}
		return overtaken;
	}

	private static long decided(RelayCounts counts) {
		return counts.forwarded() - counts.duplicated() + counts.dropped() + counts.undeliverable();
	}

	private static DatagramSocket open() throws IOException {
		DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		socket.setSoTimeout((int) Results.PATIENCE.toMillis());
		return socket;
	}

	private static InetSocketAddress addressOf(DatagramSocket socket) {
		return (InetSocketAddress) socket.getLocalSocketAddress();
	}

	private static void send(DatagramSocket socket, InetSocketAddress to, int number) throws IOException {
		byte[] packet = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
		socket.send(new DatagramPacket(packet, packet.length, to));
	}

	private static DatagramPacket receive(DatagramSocket socket) throws IOException {
		DatagramPacket packet = new DatagramPacket(new byte[Integer.BYTES], Integer.BYTES);
		socket.receive(packet);
		return packet;
	}

	private static int numberIn(DatagramPacket packet) {
		return ByteBuffer.wrap(packet.getData()).getInt();
	}

}
