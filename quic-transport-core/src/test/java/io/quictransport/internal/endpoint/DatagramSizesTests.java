package io.quictransport.internal.endpoint;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.OptionalInt;

import io.quictransport.internal.endpoint.InterfaceMtus.Link;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How large datagrams may be, by the option and by the interfaces.
 */
class DatagramSizesTests {

	private static final Link LOOPBACK = new Link(65_536, true);

	private static final Link ETHERNET = new Link(1500, false);

	private static final Link JUMBO = new Link(9000, false);

	private static final Link NARROW = new Link(1000, false);

	@ParameterizedTest
	@CsvSource({ "127.0.0.1, 65508", "::1, 65488", "0.0.0.0, 65488" })
	void theHeadersAreTakenOff(String address, int payload) throws UnknownHostException {
		assertThat(largest(address, LOOPBACK)).hasValue(payload);
	}

	@Test
	void aSocketOfAllAddressesHasTheLargestMtuThatLeadsAway() throws UnknownHostException {
		assertThat(largest("0.0.0.0", LOOPBACK, ETHERNET)).hasValue(1452);
		assertThat(largest("::", ETHERNET, LOOPBACK, JUMBO)).hasValue(8952);
	}

	@Test
	void theMtuOfAnAddressThatNoInterfaceHasIsNotKnown() throws UnknownHostException {
		assertThat(largest("192.0.2.1")).isEmpty();
		assertThat(InterfaceMtus.largestPayload(InetAddress.getByName("192.0.2.1"))).isEmpty();
	}

	@Test
	void theInterfaceBoundsTheSearch() {
		assertThat(DatagramSizes.of(0, true, OptionalInt.of(1472))).isEqualTo(new DatagramSizes(1472, 2048));
		assertThat(DatagramSizes.of(0, true, OptionalInt.of(8972))).isEqualTo(new DatagramSizes(8972, 8972));
		assertThat(DatagramSizes.of(0, true, OptionalInt.of(65_508))).isEqualTo(new DatagramSizes(16_000, 16_000));
	}

	@Test
	void whereNothingIsKnownOfTheInterfaceTheSearchEndsAtEthernets() {
		assertThat(DatagramSizes.of(0, true, OptionalInt.empty())).isEqualTo(new DatagramSizes(1452, 2048));
	}

	@Test
	void withoutASearchTheDefaultIsTheSmallestSize() {
		assertThat(DatagramSizes.of(0, false, OptionalInt.of(65_508))).isEqualTo(new DatagramSizes(1200, 2048));
	}

	@Test
	void aWantedSizeIsReceivedAndSentAsFarAsTheInterfaceCarriesIt() {
		assertThat(DatagramSizes.of(8900, true, OptionalInt.of(1472))).isEqualTo(new DatagramSizes(1472, 8900));
		assertThat(DatagramSizes.of(8900, false, OptionalInt.of(8972))).isEqualTo(new DatagramSizes(8900, 8900));
		assertThat(DatagramSizes.of(16_383, false, OptionalInt.empty())).isEqualTo(new DatagramSizes(16_383, 16_383));
		assertThat(DatagramSizes.of(1200, true, OptionalInt.of(65_508))).isEqualTo(new DatagramSizes(1200, 2048));
	}

	@Test
	void anInterfaceThatQuicCannotUseChangesNothing() throws UnknownHostException {
		assertThat(DatagramSizes.of(0, true, largest("10.0.0.1", NARROW))).isEqualTo(new DatagramSizes(1200, 2048));
	}

	private static OptionalInt largest(String address, Link... links) throws UnknownHostException {
		return InterfaceMtus.largestPayload(InetAddress.getByName(address), List.of(links));
	}

}
