package io.quictransport.internal.endpoint;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.quic.Quic;
import io.netty.handler.codec.quic.QuicConnectionIdGenerator;
import io.quictransport.PeerId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where a peer is at home, and how datagrams find their way there.
 */
class HomeLoopTests {

	@Test
	void theByteOfAPeerIsThatOfTheWireProtocol() {
		assertThat(HomeLoop.byteOf(new PeerId("node-a"))).isEqualTo(0x2d);
		assertThat(HomeLoop.byteOf(new PeerId("node-b"))).isEqualTo(0xd9);
	}

	@Test
	void withOneLoopEveryPeerIsAtHomeThere() {
		assertThat(HomeLoop.of(new PeerId("node-a"), 1)).isZero();
		assertThat(HomeLoop.of(datagram(0x40, 0xd9), 1)).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 4, 8 })
	void manyPeersAreSpread(int loops) {
		int[] peers = new int[loops];
		for (int i = 0; i < 100; i++) {
			peers[HomeLoop.of(new PeerId("node-" + i), loops)]++;
		}
		assertThat(IntStream.of(peers).max().orElseThrow())
			.as("a quarter more than the mean, and one for the remainder")
			.isLessThanOrEqualTo(125 / loops + 1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 3, 5, 64 })
	void theFirstDatagramsOfAPeerFindItsHome(int loops) {
		for (int i = 0; i < 100; i++) {
			PeerId peer = new PeerId("peer-" + i);
			assertThat(HomeLoop.of(datagram(0xC0, HomeLoop.byteOf(peer)), loops)).isEqualTo(HomeLoop.of(peer, loops));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 3, 5, 64 })
	void theIdsThatALoopGivesLeadBackToIt(int loops) {
		Random random = new Random(loops);
		for (int loop = 0; loop < loops; loop++) {
			QuicConnectionIdGenerator ids = HomeLoop.ids(QuicConnectionIdGenerator.signGenerator(), loop, loops);
			for (int i = 0; i < 50; i++) {
				byte[] dialled = new byte[Quic.MAX_CONN_ID_LEN];
				random.nextBytes(dialled);
				ByteBuffer id = ids.newId(ByteBuffer.wrap(dialled), Quic.MAX_CONN_ID_LEN);
				assertThat(HomeLoop.of(datagram(0x40, id.get(0)), loops)).isEqualTo(loop);
				assertThat(id.remaining()).isEqualTo(Quic.MAX_CONN_ID_LEN);
				assertThat(ids.newId(ByteBuffer.wrap(dialled), Quic.MAX_CONN_ID_LEN)).as("a Retry repeats it")
					.isEqualTo(id);
			}
		}
	}

	@Test
	void aDatagramWithoutAConnectionIdIsForTheFirstLoop() {
		for (byte[] content : List.of(new byte[0], new byte[] { 0x40 }, new byte[] { (byte) 0xC0, 0, 0, 0, 1, 0 })) {
			assertThat(HomeLoop.of(Unpooled.wrappedBuffer(content), 3)).isZero();
		}
	}

	@Test
	void theFirstDestinationIsDrawnButForItsFirstByte() {
		List<String> drawn = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			drawn.add(HomeLoop.firstDestination(new PeerId("node-a")).toString());
		}
		assertThat(drawn).doesNotHaveDuplicates();
	}

	private static ByteBuf datagram(int firstByte, int firstOfId) {
		byte[] content = new byte[32];
		content[0] = (byte) firstByte;
		content[(firstByte >= HomeLoop.LONG_HEADER) ? HomeLoop.LONG_ID_AT : HomeLoop.SHORT_ID_AT] = (byte) firstOfId;
		return Unpooled.wrappedBuffer(content);
	}

}
