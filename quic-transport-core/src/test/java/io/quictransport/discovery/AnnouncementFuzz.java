package io.quictransport.discovery;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * What a fuzzer does with any bytes: takes them for a datagram of multicast discovery,
 * and holds that it is passed over or read, and that what was read is read again when it
 * is written.
 */
public final class AnnouncementFuzz {

	private AnnouncementFuzz() {
	}

	/**
	 * Tries one input.
	 * @param input any bytes
	 */
	public static void fuzzerTestOneInput(byte[] input) {
		Announcement read = Announcement.decode(ByteBuffer.wrap(input));
		if (read == null) {
			return;
		}
		byte[] written = read.encode();
		@Nullable Announcement again = Announcement.decode(ByteBuffer.wrap(written));
		if (!read.equals(again)) {
			throw new AssertionError("read " + read + ", written and read again " + again);
		}
	}

	/**
	 * Inputs to begin with.
	 * @return the inputs by their names
	 */
	public static Map<String, byte[]> seeds() {
		Map<String, byte[]> seeds = new LinkedHashMap<>();
		for (Announcement.Kind kind : Announcement.Kind.values()) {
			List<NodeAddress> addresses = (kind != Announcement.Kind.GONE)
					? List.of(NodeAddress.parse("192.0.2.7:9000"), NodeAddress.parse("[2001:db8::7]:9000")) : List.of();
			seeds.put(kind.name(),
					new Announcement(kind, "default", new PeerId("node-a"), Duration.ofSeconds(15), addresses)
						.encode());
		}
		return seeds;
	}

}
