package io.quictransport.quic;

import java.util.List;

import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import org.jspecify.annotations.Nullable;

/**
 * A map by message id. Ids are consecutive, and a table with open addressing keeps
 * consecutive keys in one run that every removal walks along; spread out they stay short.
 * Peers that idle have no table.
 *
 * @param <T> the type of the values
 */
final class LongTable<T> {

	/** Odd, so that multiplying by it maps no two ids to one key. */
	private static final long SPREAD = 0x9E3779B97F4A7C15L;

	private @Nullable LongObjectMap<T> bySpreadId;

	void put(long id, T value) {
		LongObjectMap<T> table = this.bySpreadId;
		if (table == null) {
			table = new LongObjectHashMap<>();
			this.bySpreadId = table;
		}
		table.put(id * SPREAD, value);
	}

	@Nullable T get(long id) {
		LongObjectMap<T> table = this.bySpreadId;
		return (table != null) ? table.get(id * SPREAD) : null;
	}

	@Nullable T remove(long id) {
		LongObjectMap<T> table = this.bySpreadId;
		return (table != null) ? table.remove(id * SPREAD) : null;
	}

	Iterable<T> values() {
		LongObjectMap<T> table = this.bySpreadId;
		return (table != null) ? table.values() : List.of();
	}

	int size() {
		LongObjectMap<T> table = this.bySpreadId;
		return (table != null) ? table.size() : 0;
	}

}
