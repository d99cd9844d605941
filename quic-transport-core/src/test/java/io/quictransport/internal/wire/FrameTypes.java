package io.quictransport.internal.wire;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.TreeMap;

import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.internal.wire.FrameReader.StreamKind;

/**
 * The constants of {@link FrameType} and {@link StreamKind} by their names.
 */
final class FrameTypes {

	private FrameTypes() {
	}

	static Map<String, Integer> all() {
		return constantsOf(FrameType.class);
	}

	static Map<String, Integer> kinds() {
		return constantsOf(StreamKind.class);
	}

	private static Map<String, Integer> constantsOf(Class<?> type) {
		Map<String, Integer> constants = new TreeMap<>();
		for (Field field : type.getFields()) {
			try {
				constants.put(field.getName(), field.getInt(null));
			}
			catch (IllegalAccessException ex) {
				throw new IllegalStateException(ex);
			}
		}
		return constants;
	}

}
