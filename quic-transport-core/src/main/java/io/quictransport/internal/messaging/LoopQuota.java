package io.quictransport.internal.messaging;

/**
 * Bounds the number of things that begin and end on the event loop, to which it is
 * confined.
 */
final class LoopQuota {

	private final int most;

	private int taken;

	LoopQuota(int most) {
		this.most = most;
	}

	boolean take() {
		if (this.taken >= this.most) {
			return false;
		}
		this.taken++;
		return true;
	}

	void giveBack() {
		this.taken--;
	}

	int taken() {
		return this.taken;
	}

	@Override
	public String toString() {
		return this.taken + " of " + this.most;
	}

}
