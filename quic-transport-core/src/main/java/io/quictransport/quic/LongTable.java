package io.quictransport.quic;

import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import org.jspecify.annotations.Nullable;

/**
 * A map by message id. Ids are consecutive, and a table with open addressing keeps
 * consecutive keys in one run that every removal walks along; spread out they stay short.
 *
 * @param <T> the type of the values
 */
final class LongTable<T> {

	/** Odd, so that multiplying by it maps no two ids to one key. */
	private static final long SPREAD = 0x9E3779B97F4A7C15L;

	private final LongObjectMap<T> bySpreadId = new LongObjectHashMap<>();

	void put(long id, T value) {
		this.bySpreadId.put(id * SPREAD, value);
	}

	@Nullable T get(long id) {
		return this.bySpreadId.get(id * SPREAD);
	}

	@Nullable T remove(long id) {
		return this.bySpreadId.remove(id * SPREAD);
	}

	Iterable<T> values() {
		return this.bySpreadId.values();
	}

	int size() {
		return this.bySpreadId.size();
	}

}
