package io.quictransport.internal.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counts values that only the event loop changes and any thread reads.
 */
final class LoopCounter {

	private static final VarHandle VALUE;

	static {
		try {
			VALUE = MethodHandles.lookup().findVarHandle(LoopCounter.class, "value", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private volatile long value;

	void add(long amount) {
		VALUE.setRelease(this, (long) VALUE.get(this) + amount);
	}

	long get() {
		return this.value;
	}

}
