package io.quictransport.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * Decides when a subject is warm: when its last windows differ little, but not before
 * half of the windows that it may take, because a rate can pause between two steps.
 */
final class WarmUp {

	private static final int STEADY_WINDOWS = 4;

	private static final double STEADY_SHARE = 0.05;

	private final int most;

	private final List<Double> rates = new ArrayList<>();

	WarmUp(int most) {
		this.most = most;
	}

	void add(double perSecond) {
		this.rates.add(perSecond);
	}

	int windows() {
		return this.rates.size();
	}

	boolean isOver() {
		return windows() >= this.most || (windows() >= (this.most + 1) / 2 && isSteady());
	}

	private boolean isSteady() {
		if (windows() < STEADY_WINDOWS) {
			return false;
		}
		double[] last = this.rates.subList(windows() - STEADY_WINDOWS, windows())
			.stream()
			.mapToDouble(Double::doubleValue)
			.sorted()
			.toArray();
		return last[last.length - 1] - last[0] <= STEADY_SHARE * last[last.length - 1];
	}

}
