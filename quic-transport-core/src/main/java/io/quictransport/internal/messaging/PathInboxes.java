package io.quictransport.internal.messaging;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Finds the inbox of a path for the messages of one peer. An inbox is kept as long as
 * messages wait in it: for each new inbox two older ones are checked and dropped if they
 * are idle, so there are at most twice the number of busy ones, and two more. Confined to
 * the event loop.
 */
final class PathInboxes {

	/** The number that are checked for each new one. */
	private static final int LOOKS = 2;

	private final Supplier<Inbox> factory;

	/** The inbox that was checked longest ago is first. */
	private final Map<String, Inbox> byPath = new LinkedHashMap<>();

	PathInboxes(Supplier<Inbox> factory) {
		this.factory = factory;
	}

	Inbox of(String path) {
		Inbox known = this.byPath.get(path);
		if (known != null) {
			return known;
		}
		for (int i = 0; i < LOOKS; i++) {
			look();
		}
		Inbox added = this.factory.get();
		this.byPath.put(path, added);
		return added;
	}

	/** Drops the eldest if it is idle: only this loop fills it, so it stays idle. */
	private void look() {
		Iterator<Map.Entry<String, Inbox>> all = this.byPath.entrySet().iterator();
		if (all.hasNext()) {
			Map.Entry<String, Inbox> eldest = all.next();
			String path = eldest.getKey();
			Inbox inbox = eldest.getValue();
			all.remove();
			if (!inbox.isIdle()) {
				this.byPath.put(path, inbox);
			}
		}
	}

	/** Adds the messages of each path that wait or are being handled. */
	void count(Map<String, Integer> byPath) {
		this.byPath.forEach((path, inbox) -> {
			if (!inbox.isIdle()) {
				byPath.merge(path, inbox.pending(), Integer::sum);
			}
		});
	}

	int count() {
		return this.byPath.size();
	}

}
