package io.quictransport.internal.endpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.zip.CRC32C;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.Quic;
import io.netty.handler.codec.quic.QuicConnectionAddress;
import io.netty.handler.codec.quic.QuicConnectionIdGenerator;
import io.quictransport.PeerId;

/**
 * Assigns each peer to one of a node's event loops, so that the peer's connections and
 * all that belongs to them are on one loop. The home loop follows from the peer's id,
 * reduced to one byte, the same on all nodes. A node that dials puts this byte of its own
 * id first in the connection id to which it sends its first packets, and the ids that the
 * accepting node chooses then begin with a byte of the same remainder, so the loop of a
 * datagram can be determined without knowing its connection, by the kernel too
 * ({@link SharedPort}).
 */
final class HomeLoop {

	/** Set in the first byte of a packet with a long header (RFC 8999, section 5.1). */
	static final int LONG_HEADER = 0x80;

	static final int LONG_ID_AT = 6;

	static final int SHORT_ID_AT = 1;

	private static final SecureRandom RANDOM = new SecureRandom();

	private HomeLoop() {
	}

	/** The index of a peer's event loop. */
	static int of(PeerId peer, int loops) {
		return (loops == 1) ? 0 : byteOf(peer) % loops;
	}

	/** The byte that stands for a peer: the lowest of the CRC-32C of its id. */
	static int byteOf(PeerId peer) {
		CRC32C checksum = new CRC32C();
		checksum.update(peer.value().getBytes(StandardCharsets.UTF_8));
		return (int) checksum.getValue() & 0xFF;
	}

	/** Draws the id to which the first packets of a dialled connection are sent. */
	static QuicConnectionAddress firstDestination(PeerId self) {
		byte[] id = new byte[Quic.MAX_CONN_ID_LEN];
		RANDOM.nextBytes(id);
		id[0] = (byte) byteOf(self);
		return new QuicConnectionAddress(id);
	}

	/**
	 * Finds the event loop that a datagram is for.
	 * @return its index, 0 for a datagram without a connection id
	 */
	static int of(ByteBuf datagram, int loops) {
		int at = datagram.readerIndex();
		int length = datagram.readableBytes();
		boolean longHeader = length > 0 && (datagram.getByte(at) & LONG_HEADER) != 0;
		int idAt = longHeader ? LONG_ID_AT : SHORT_ID_AT;
		return (length > idAt) ? datagram.getUnsignedByte(at + idAt) % loops : 0;
	}

	/** Makes the ids of a generator select one event loop. */
	static QuicConnectionIdGenerator ids(QuicConnectionIdGenerator generator, int loop, int loops) {
		return (loops == 1) ? generator : new Steered(generator, loop, loops);
	}

	/** Changes the first byte of each id to a near one that selects the loop. */
	private record Steered(QuicConnectionIdGenerator generator, int loop,
			int loops) implements QuicConnectionIdGenerator {

		@Override
		public ByteBuffer newId(int length) {
			return steered(this.generator.newId(length));
		}

		@Override
		public ByteBuffer newId(ByteBuffer input, int length) {
			return steered(this.generator.newId(input, length));
		}

		@Override
		public ByteBuffer newId(ByteBuffer sourceId, ByteBuffer destinationId, int length) {
			return steered(this.generator.newId(sourceId, destinationId, length));
		}

		@Override
		public int maxConnectionIdLength() {
			return this.generator.maxConnectionIdLength();
		}

		@Override
		public boolean isIdempotent() {
			return this.generator.isIdempotent();
		}

		private ByteBuffer steered(ByteBuffer id) {
			int first = id.get(id.position()) & 0xFF;
			int same = first - first % this.loops + this.loop;
			byte[] bytes = new byte[id.remaining()];
			id.duplicate().get(bytes);
			bytes[0] = (byte) ((same > 0xFF) ? same - this.loops : same);
			return ByteBuffer.wrap(bytes);
		}

	}

}
