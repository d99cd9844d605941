package io.quictransport.load;

import java.util.Arrays;
import java.util.Random;

import io.quictransport.NetworkMessage;

/**
 * Generates the numbered payloads that one end sends to the other in a long exchange.
 * Both ends generate the same ones from the same seed, so every byte can be checked by
 * comparison, without a checksum.
 */
final class Consignment {

	private static final int LARGEST = 1024 * 1024;

	private static final int SMALL = 4 * 1024;

	private final byte[] noise = new byte[3 * LARGEST];

	private final int[] sizes;

	private final long bytes;

	/**
	 * Draws the sizes.
	 * @param seed two ends with the same seed have the same payloads
	 * @param messages how many payloads
	 * @param budget how many bytes at most, all payloads together
	 */
	Consignment(long seed, int messages, long budget) {
		Random random = new Random(seed);
		random.nextBytes(this.noise);
		this.sizes = new int[messages];
		long used = 0;
		for (int id = 0; id < messages; id++) {
			int size = draw(random, LARGEST);
			// Log-uniform sizes up to 1 MiB have a mean of 76 KiB: too much for the
			// budget. One that would take more than the fair share of the messages so
			// far is drawn again, from the small ones.
			if (used + size > budget / messages * (id + 1)) {
				size = draw(random, SMALL);
			}
			this.sizes[id] = size;
			used += size;
		}
		this.bytes = used;
	}

	private static int draw(Random random, int largest) {
		return (int) Math.round(Math.exp(random.nextDouble() * Math.log(largest)));
	}

	int messages() {
		return this.sizes.length;
	}

	long bytes() {
		return this.bytes;
	}

	byte[] payload(int id) {
		int from = offset(id);
		return Arrays.copyOfRange(this.noise, from, from + this.sizes[id]);
	}

	/** The mark that tells the receiver which payload it has before it. */
	static String mark(int id) {
		return Integer.toString(id);
	}

	static int id(NetworkMessage message) {
		return Integer.parseInt(message.correlationId());
	}

	boolean matches(int id, byte[] payload) {
		int from = offset(id);
		return Arrays.equals(payload, 0, payload.length, this.noise, from, from + this.sizes[id]);
	}

	/** Neighbours begin far from one another, so that one is not taken for the other. */
	private int offset(int id) {
		return Math.floorMod(id * 0x9E3779B9, 2 * LARGEST);
	}

}
