package io.quictransport.testing;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * Provides the rules that keep no state from one packet to the next.
 */
final class FateRules {

	private FateRules() {
	}

	static FateRule loss(double rate) {
		return (fate, random) -> (random.nextDouble() < rate) ? fate.lost() : fate;
	}

	static FateRule largest(int bytes) {
		return (fate, random) -> fate
			.with(fate.copies().stream().filter((copy) -> copy.packet().remaining() <= bytes).toList());
	}

	static FateRule duplication(double rate) {
		return (fate, random) -> {
			if (fate.copies().isEmpty() || random.nextDouble() >= rate) {
				return fate;
			}
			List<Fate.Copy> copies = new ArrayList<>(fate.copies());
			copies.addAll(fate.copies());
			return fate.with(copies);
		};
	}

	static FateRule corruption(double rate) {
		return eachCopy((copy, random) -> (random.nextDouble() < rate) ? corrupted(copy, random) : copy);
	}

	static FateRule delay(long nanos) {
		return eachCopy((copy, random) -> copy.later(nanos));
	}

	static FateRule reordering(double rate, long mostNanos) {
		return eachCopy(
				(copy, random) -> (random.nextDouble() < rate) ? copy.later(random.nextLong(mostNanos + 1)) : copy);
	}

	private static Fate.Copy corrupted(Fate.Copy copy, SplittableRandom random) {
		ByteBuffer packet = copy.packet();
		if (!packet.hasRemaining()) {
			return copy;
		}
		ByteBuffer changed = ByteBuffer.allocate(packet.remaining()).put(packet.duplicate()).flip();
		int at = random.nextInt(changed.remaining());
		changed.put(at, (byte) (changed.get(at) ^ random.nextInt(1, 256)));
		return new Fate.Copy(changed, copy.delayNanos());
	}

	private static FateRule eachCopy(CopyRule rule) {
		return (fate, random) -> {
			UnaryOperator<Fate.Copy> decision = (copy) -> rule.decide(copy, random);
			return fate.with(fate.copies().stream().map(decision).toList());
		};
	}

	/**
	 * Decides on one copy of a packet.
	 */
	@FunctionalInterface
	private interface CopyRule {

		Fate.Copy decide(Fate.Copy copy, SplittableRandom random);

	}

}
