package io.quictransport;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;

/**
 * Finds the cycles of classes, nested ones counted with the class around them: the
 * strongly connected components of who names whom (Tarjan, 1972).
 */
final class ClassCycles {

	private final Map<String, Set<String>> edges = new TreeMap<>();

	private final Map<String, Integer> index = new HashMap<>();

	private final Map<String, Integer> low = new HashMap<>();

	private final Deque<String> stack = new ArrayDeque<>();

	private final List<List<String>> cycles = new ArrayList<>();

	private ClassCycles(JavaClasses all) {
		for (JavaClass type : all) {
			Set<String> named = this.edges.computeIfAbsent(topLevel(type), (name) -> new TreeSet<>());
			for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
				named.add(topLevel(dependency.getTargetClass().getBaseComponentType()));
			}
		}
		this.edges.keySet().stream().filter((name) -> !this.index.containsKey(name)).toList().forEach(this::visit);
	}

	static ClassCycles of(JavaClasses all) {
		return new ClassCycles(all);
	}

	private static String topLevel(JavaClass type) {
		String name = type.getName();
		int nested = name.indexOf('$');
		return (nested < 0) ? name : name.substring(0, nested);
	}

	private void visit(String name) {
		if (this.index.containsKey(name)) {
			return;
		}
		this.index.put(name, this.index.size());
		this.low.put(name, this.index.get(name));
		this.stack.push(name);
		for (String next : this.edges.getOrDefault(name, Set.of())) {
			if (next.equals(name) || !this.edges.containsKey(next)) {
				continue;
			}
			if (!this.index.containsKey(next)) {
				visit(next);
				this.low.merge(name, this.low.getOrDefault(next, 0), Math::min);
			}
			else if (this.stack.contains(next)) {
				this.low.merge(name, this.index.getOrDefault(next, 0), Math::min);
			}
		}
		if (this.low.get(name).equals(this.index.get(name))) {
			List<String> cycle = new ArrayList<>();
			String member;
			do {
				member = this.stack.pop();
				cycle.add(member);
			}
			while (!member.equals(name));
			this.cycles.add(cycle);
		}
	}

	/** The members of the largest cycle. */
	List<String> largest() {
		return this.cycles.stream().max(Comparator.comparingInt(List::size)).orElse(List.of());
	}

}
