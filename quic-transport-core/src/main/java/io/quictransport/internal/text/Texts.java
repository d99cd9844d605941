package io.quictransport.internal.text;

import java.util.AbstractMap;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

/**
 * Holds immutable texts by name. Names come from peers, which may choose them so that
 * their hashes collide: the collections that {@link Map#copyOf} makes would then be
 * searched linearly for each name, these fall back to trees.
 */
final class Texts extends AbstractMap<String, String> {

	private final Map<String, String> byName;

	private Texts(Map<String, String> byName) {
		this.byName = Collections.unmodifiableMap(byName);
	}

	/**
	 * Copies texts, unless they are such a copy already.
	 * @param texts the texts, without null
	 * @return the same texts, in their order
	 */
	static Map<String, String> copyOf(Map<String, String> texts) {
		if (texts instanceof Texts) {
			return texts;
		}
		if (texts.isEmpty()) {
			return Map.of();
		}
		Map<String, String> copy = new LinkedHashMap<>(texts);
		copy.forEach((name, value) -> {
			requireText(name);
			requireText(value);
		});
		return new Texts(copy);
	}

	/**
	 * Keeps texts that nothing else changes, by name in a {@link LinkedHashMap}.
	 * @param texts the texts, without null
	 * @return the texts
	 */
	static Map<String, String> of(Map<String, String> texts) {
		return new Texts(texts);
	}

	/**
	 * Copies names.
	 * @param names the names, without null
	 * @return the same names, in their order
	 */
	static Set<String> copyOf(Collection<String> names) {
		if (names.isEmpty()) {
			return Set.of();
		}
		Set<String> copy = new LinkedHashSet<>(names);
		copy.forEach(Texts::requireText);
		return Collections.unmodifiableSet(copy);
	}

	private static void requireText(@Nullable String text) {
		if (text == null) {
			throw new NullPointerException("neither a name nor a value may be null");
		}
	}

	@Override
	public @Nullable String get(@Nullable Object name) {
		return this.byName.get(name);
	}

	@Override
	public boolean containsKey(@Nullable Object name) {
		return this.byName.containsKey(name);
	}

	@Override
	public void forEach(BiConsumer<? super String, ? super String> action) {
		this.byName.forEach(action);
	}

	@Override
	public Set<Map.Entry<String, String>> entrySet() {
		return this.byName.entrySet();
	}

}
