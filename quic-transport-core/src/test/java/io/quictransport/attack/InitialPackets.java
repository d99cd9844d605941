package io.quictransport.attack;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import io.quictransport.support.TestNodes;

/**
 * Makes Initial packets (RFC 9001, section 5 and appendix A) out of one that a real
 * client has sent: each with a valid ClientHello, with any destination connection id,
 * token and size. Their keys follow from the connection id, so anybody can.
 *
 * @param source the client's own connection id
 * @param frames what the packet holds, without padding
 */
record InitialPackets(byte[] source, byte[] frames) {

	static final int SIZE = 1200;

	private static final byte[] SALT = HexFormat.of().parseHex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a");

	private static final int TAG = 16;

	private static final int SAMPLE = 16;

	private static final byte[] NONE = {};

	/** Opens the first datagram of a client. */
	static InitialPackets of(byte[] datagram) throws GeneralSecurityException {
		ByteBuffer in = ByteBuffer.wrap(datagram);
		in.position(5);
		byte[] dialled = bytes(in, in.get());
		byte[] source = bytes(in, in.get());
		bytes(in, (int) number(in));
		int length = (int) number(in);
		int numberAt = in.position();
		Keys keys = Keys.of(dialled);
		byte[] packet = Arrays.copyOf(datagram, numberAt + length);
		byte[] mask = keys.mask(packet, numberAt + 4);
		packet[0] ^= (byte) (mask[0] & 0x0F);
		int numberLength = (packet[0] & 3) + 1;
		byte[] number = new byte[8];
		for (int i = 0; i < numberLength; i++) {
			packet[numberAt + i] ^= mask[1 + i];
			number[8 - numberLength + i] = packet[numberAt + i];
		}
		byte[] plain = keys.crypt(Cipher.DECRYPT_MODE, ByteBuffer.wrap(number).getLong(), packet,
				numberAt + numberLength, packet.length);
		int end = plain.length;
		while (plain[end - 1] == 0) {
			end--;
		}
		return new InitialPackets(source, Arrays.copyOf(plain, end));
	}

	/** A packet of 1200 bytes without a token. */
	byte[] to(byte[] dialled) throws GeneralSecurityException {
		return to(dialled, NONE, SIZE);
	}

	/**
	 * A packet of a size; a small one holds the beginning of the frames, which is none.
	 */
	byte[] to(byte[] dialled, byte[] token, int size) throws GeneralSecurityException {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		out.write(0xC3);
		out.writeBytes(new byte[] { 0, 0, 0, 1 });
		out.write(dialled.length);
		out.writeBytes(dialled);
		out.write(this.source.length);
		out.writeBytes(this.source);
		writeNumber(out, token.length);
		out.writeBytes(token);
		writeNumber(out, size - out.size() - 2);
		int numberAt = out.size();
		out.writeBytes(new byte[4]);
		byte[] plain = Arrays.copyOf(this.frames, size - out.size() - TAG);
		Keys keys = Keys.of(dialled);
		byte[] packet = Arrays.copyOf(out.toByteArray(), size);
		byte[] head = Arrays.copyOf(packet, numberAt + 4);
		byte[] sealed = keys.seal(head, plain);
		System.arraycopy(sealed, 0, packet, head.length, sealed.length);
		byte[] mask = keys.mask(packet, numberAt + 4);
		packet[0] ^= (byte) (mask[0] & 0x0F);
		for (int i = 0; i < 4; i++) {
			packet[numberAt + i] ^= mask[1 + i];
		}
		return packet;
	}

	/** Always in two bytes. */
	private static void writeNumber(ByteArrayOutputStream out, int number) {
		out.write(0x40 | number >> 8);
		out.write(number);
	}

	private static long number(ByteBuffer in) {
		byte first = in.get();
		long value = first & 0x3F;
		for (int more = (1 << (first & 0xFF) / 64) - 1; more > 0; more--) {
			value = value << 8 | (in.get() & 0xFF);
		}
		return value;
	}

	private static byte[] bytes(ByteBuffer in, int length) {
		byte[] bytes = new byte[length];
		in.get(bytes);
		return bytes;
	}

	/**
	 * What protects the packets that a client sends first.
	 */
	private record Keys(byte[] key, byte[] iv, byte[] header) {

		static Keys of(byte[] dialled) throws GeneralSecurityException {
			byte[] client = expand(hmac(SALT, dialled), "client in", 32);
			return new Keys(expand(client, "quic key", 16), expand(client, "quic iv", 12),
					expand(client, "quic hp", 16));
		}

		byte[] mask(byte[] packet, int sampleAt) throws GeneralSecurityException {
			Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
			cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(this.header, "AES"));
			return cipher.doFinal(packet, sampleAt, SAMPLE);
		}

		byte[] crypt(int mode, long number, byte[] packet, int from, int to) throws GeneralSecurityException {
			Cipher cipher = cipher(mode, number);
			cipher.updateAAD(packet, 0, from);
			return cipher.doFinal(packet, from, to - from);
		}

		byte[] seal(byte[] head, byte[] plain) throws GeneralSecurityException {
			Cipher cipher = cipher(Cipher.ENCRYPT_MODE, 0);
			cipher.updateAAD(head);
			return cipher.doFinal(plain);
		}

		private Cipher cipher(int mode, long number) throws GeneralSecurityException {
			byte[] nonce = this.iv.clone();
			for (int i = 0; i < 8; i++) {
				nonce[nonce.length - 1 - i] ^= (byte) (number >> 8 * i);
			}
			Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
			cipher.init(mode, new SecretKeySpec(this.key, "AES"), new GCMParameterSpec(8 * TAG, nonce));
			return cipher;
		}

		private static byte[] expand(byte[] secret, String label, int length) throws GeneralSecurityException {
			byte[] name = TestNodes.bytes("tls13 " + label);
			ByteBuffer info = ByteBuffer.allocate(name.length + 5)
				.putShort((short) length)
				.put((byte) name.length)
				.put(name)
				.put((byte) 0)
				.put((byte) 1);
			return Arrays.copyOf(hmac(secret, info.array()), length);
		}

		private static byte[] hmac(byte[] key, byte[] content) throws GeneralSecurityException {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(key, "HmacSHA256"));
			return mac.doFinal(content);
		}

	}

}
