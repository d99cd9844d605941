package io.quictransport.discovery;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The bytes of docs/wire-protocol.md, section 18.
 */
class AnnouncementTests {

	private static final Announcement EXAMPLE = new Announcement(Announcement.Kind.NEW, "default", new PeerId("node-a"),
			Duration.ofSeconds(15),
			List.of(NodeAddress.parse("192.0.2.7:9000"), NodeAddress.parse("[2001:db8::7]:9000")));

	private static final String EXAMPLE_BYTES = "51544101" + "02" + "000f" + "07" + "64656661756c74" + "06"
			+ "6e6f64652d61" + "02" + "09" + "3139322e302e322e37" + "2328" + "0b" + "323030313a6462383a3a37" + "2328";

	@Test
	void theExampleOfTheDocumentIsWrittenAndReadAsItStandsThere() {
		assertThat(HexFormat.of().formatHex(EXAMPLE.encode())).isEqualTo(EXAMPLE_BYTES);
		assertThat(Announcement.decode(ByteBuffer.wrap(HexFormat.of().parseHex(EXAMPLE_BYTES)))).isEqualTo(EXAMPLE);
	}

	@Test
	void aGoodbyeHasNoAddress() {
		Announcement goodbye = new Announcement(Announcement.Kind.GONE, "c", new PeerId("node-a"),
				Duration.ofSeconds(15), List.of());
		assertThat(Announcement.decode(ByteBuffer.wrap(goodbye.encode()))).isEqualTo(goodbye);
	}

	@Test
	void whatALaterVersionAddsAtTheEndIsPassedOver() {
		byte[] bytes = EXAMPLE.encode();
		ByteBuffer longer = ByteBuffer.allocate(bytes.length + 3).put(bytes).put(new byte[3]).flip();
		assertThat(Announcement.decode(longer)).isEqualTo(EXAMPLE);
	}

	@Test
	void whatIsCutOffIsNoAnnouncement() {
		byte[] bytes = EXAMPLE.encode();
		for (int length = 0; length < bytes.length; length++) {
			assertThat(Announcement.decode(ByteBuffer.wrap(bytes, 0, length))).as("%d bytes", length).isNull();
		}
	}

	@Test
	void whatIsNotOfThisVersionOrCannotBeIsNoAnnouncement() {
		refuses(3, 2);
		refuses(4, 0);
		refuses(4, 4);
		refuses(6, 0);
		refuses(16, '-');
		refuses(22, 0);
		refuses(24, 0xFF);
		refuses(22, 9);
		assertThat(Announcement.decode(ByteBuffer.allocate(Announcement.MAX_BYTES + 1).put(EXAMPLE.encode()).clear()))
			.isNull();
	}

	private static void refuses(int at, int value) {
		byte[] bytes = EXAMPLE.encode();
		bytes[at] = (byte) value;
		assertThat(Announcement.decode(ByteBuffer.wrap(bytes))).as("byte %d is %d", at, value).isNull();
	}

	@Test
	void addressesThatHaveNoRoomAreLeftOut() {
		List<NodeAddress> many = IntStream.range(1, 20)
			.mapToObj((port) -> new NodeAddress("h".repeat(250), port))
			.toList();
		Announcement cut = Announcement.decode(ByteBuffer
			.wrap(new Announcement(Announcement.Kind.HERE, "c", new PeerId("node-a"), Duration.ofSeconds(15), many)
				.encode()));
		assertThat(cut).isNotNull().extracting(Announcement::addresses).isEqualTo(many.subList(0, 4));
	}

}
