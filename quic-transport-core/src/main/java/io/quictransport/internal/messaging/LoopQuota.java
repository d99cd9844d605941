package io.quictransport.internal.messaging;

/**
 * A bound on how many there are of something that begins and ends on the event loop, to
 * which it is confined.
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
