package io.quictransport.load;

import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Represents a set of numbers from 0 on that are added nearly in order. Of a complete
 * block only the fact that it is complete is kept, so millions of numbers take a few
 * kilobytes, and the set is still exact. Any thread may use it.
 */
public final class Numbers {

	private static final int BLOCK = 1024;

	private static final int MOST_NAMED = 100;

	private final BitSet complete = new BitSet();

	private final Map<Integer, BitSet> begun = new TreeMap<>();

	private int count;

	/**
	 * Adds a number.
	 * @return false if it was there already
	 */
	synchronized boolean add(int number) {
		int block = number / BLOCK;
		if (this.complete.get(block)) {
			return false;
		}
		BitSet numbers = this.begun.computeIfAbsent(block, (key) -> new BitSet(BLOCK));
		if (numbers.get(number % BLOCK)) {
			return false;
		}
		numbers.set(number % BLOCK);
		this.count++;
		if (numbers.nextClearBit(0) == BLOCK) {
			this.begun.remove(block);
			this.complete.set(block);
		}
		return true;
	}

	public synchronized int count() {
		return this.count;
	}

	/** How many blocks are kept number by number. */
	synchronized int blocksInPart() {
		return this.begun.size();
	}

	/** Those that are not among others, but no more than the first hundred. */
	public List<Integer> without(Numbers others) {
		return IntStream.range(0, blocks()).boxed().flatMap((block) -> {
			BitSet rest = block(block);
			rest.andNot(others.block(block));
			return rest.stream().mapToObj((at) -> block * BLOCK + at);
		}).limit(MOST_NAMED).toList();
	}

	private synchronized int blocks() {
		return Stream.concat(Stream.of(this.complete.length()), this.begun.keySet().stream().map((last) -> last + 1))
			.max(Integer::compare)
			.orElseThrow();
	}

	private synchronized BitSet block(int block) {
		BitSet numbers = new BitSet(BLOCK);
		if (this.complete.get(block)) {
			numbers.set(0, BLOCK);
		}
		else if (this.begun.containsKey(block)) {
			numbers.or(this.begun.get(block));
		}
		return numbers;
	}

	/** One word that {@link #parse} reads. */
	synchronized String toWord() {
		return Stream
			.concat(Stream.of(hex(this.complete)),
					this.begun.entrySet().stream().map((block) -> block.getKey() + ":" + hex(block.getValue())))
			.collect(Collectors.joining(","));
	}

	static Numbers parse(String word) {
		Numbers numbers = new Numbers();
		String[] parts = word.split(",", -1);
		numbers.complete.or(bits(parts[0]));
		numbers.count = numbers.complete.cardinality() * BLOCK;
		for (int i = 1; i < parts.length; i++) {
			String[] block = parts[i].split(":", -1);
			BitSet begun = bits(block[1]);
			numbers.begun.put(Integer.parseInt(block[0]), begun);
			numbers.count += begun.cardinality();
		}
		return numbers;
	}

	private static String hex(BitSet bits) {
		return HexFormat.of().formatHex(bits.toByteArray());
	}

	private static BitSet bits(String hex) {
		return BitSet.valueOf(HexFormat.of().parseHex(hex));
	}

}
