package io.quictransport.internal.endpoint;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.Quic;
import io.netty.handler.codec.quic.QuicConnectionIdGenerator;
import io.netty.handler.codec.quic.QuicTokenHandler;

/**
 * Makes clients prove that they receive packets at their address, by a Retry packet (RFC
 * 9000, section 8.1.2), once {@link HalfOpen} requires it. A token consists of the time,
 * a MAC over time, address, port and the connection id that was dialled, and that id; it
 * is valid for {@link #LIFETIME} and for the one connection id that came with it.
 * Confined to the event loop.
 */
final class RetryTokens implements QuicTokenHandler {

	static final Duration LIFETIME = Duration.ofSeconds(10);

	static final Duration KEY_LIFETIME = Duration.ofMinutes(10);

	private static final String ALGORITHM = "HmacSHA256";

	private static final int KEY_BYTES = 32;

	private static final int MAC_BYTES = 16;

	private static final int HEAD_BYTES = Long.BYTES + MAC_BYTES;

	private static final SecureRandom RANDOM = new SecureRandom();

	private final HalfOpen<?> halfOpen;

	private final QuicConnectionIdGenerator ids;

	private final LongSupplier nanoTime;

	private final long begun;

	private final byte[] scratch = new byte[KEY_BYTES];

	private final byte[] id = new byte[Quic.MAX_CONN_ID_LEN];

	private final byte[] stated = new byte[MAC_BYTES];

	private Mac current = newMac();

	private Mac previous = this.current;

	/** Tokens from before this time are signed with the previous key. */
	private long currentSince;

	/**
	 * Makes a handler with its own keys.
	 * @param halfOpen decides whether tokens are required, and which addresses are
	 * admitted with one
	 * @param ids makes the codec's connection ids; the same id for the same input
	 * @param nanoTime the monotonic time
	 */
	RetryTokens(HalfOpen<?> halfOpen, QuicConnectionIdGenerator ids, LongSupplier nanoTime) {
		this.halfOpen = halfOpen;
		this.ids = ids;
		this.nanoTime = nanoTime;
		this.begun = nanoTime.getAsLong();
	}

	private static Mac newMac() {
		byte[] key = new byte[KEY_BYTES];
		RANDOM.nextBytes(key);
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(new SecretKeySpec(key, ALGORITHM));
			return mac;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			Arrays.fill(key, (byte) 0);
		}
	}

	@Override
	public boolean writeToken(ByteBuf out, ByteBuf dcid, InetSocketAddress address) {
		if (!this.halfOpen.asksForProof()) {
			return false;
		}
		long now = now();
		int length = dcid.readableBytes();
		dcid.getBytes(dcid.readerIndex(), this.id, 0, length);
		sign(this.current, now, address, length);
		out.writeLong(now).writeBytes(this.scratch, 0, MAC_BYTES).writeBytes(this.id, 0, length);
		return true;
	}

	@Override
	public TokenValidationResult validateToken(ByteBuf token, InetSocketAddress address, ByteBuf dcid) {
		int offset = validateToken(token, address);
		// The id that the client was instructed to use with the token.
		boolean admitted = offset != -1
				&& this.ids.newId(token.nioBuffer(offset, token.readableBytes() - offset), Quic.MAX_CONN_ID_LEN)
					.equals(dcid.nioBuffer())
				&& this.halfOpen.admits(address.getAddress());
		return admitted ? TokenValidationResult.odcidFromToken(offset) : TokenValidationResult.invalidToken();
	}

	@Override
	public int validateToken(ByteBuf token, InetSocketAddress address) {
		int length = token.readableBytes() - HEAD_BYTES;
		if (length <= 0 || length > Quic.MAX_CONN_ID_LEN) {
			return -1;
		}
		long now = now();
		int at = token.readerIndex();
		long time = token.getLong(at);
		if (time < 0 || time > now || now - time > LIFETIME.toNanos()) {
			return -1;
		}
		token.getBytes(at + Long.BYTES, this.stated).getBytes(at + HEAD_BYTES, this.id, 0, length);
		sign((time >= this.currentSince) ? this.current : this.previous, time, address, length);
		return MessageDigest.isEqual(this.stated, Arrays.copyOf(this.scratch, MAC_BYTES)) ? HEAD_BYTES : -1;
	}

	/** The time since the start; changes the key when that is due. */
	private long now() {
		long now = this.nanoTime.getAsLong() - this.begun;
		if (now - this.currentSince >= KEY_LIFETIME.toNanos()) {
			this.previous = this.current;
			this.current = newMac();
			this.currentSince = now;
		}
		return now;
	}

	/** Writes the MAC to the beginning of the scratch buffer. */
	private void sign(Mac mac, long time, InetSocketAddress address, int idLength) {
		byte[] ip = address.getAddress().getAddress();
		ByteBuffer.wrap(this.scratch)
			.putLong(time)
			.putShort((short) address.getPort())
			.put((byte) ip.length)
			.put(ip)
			.flip();
		mac.update(this.scratch, 0, Long.BYTES + Short.BYTES + Byte.BYTES + ip.length);
		mac.update(this.id, 0, idLength);
		try {
			mac.doFinal(this.scratch, 0);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public int maxTokenLength() {
		return HEAD_BYTES + Quic.MAX_CONN_ID_LEN;
	}

}
