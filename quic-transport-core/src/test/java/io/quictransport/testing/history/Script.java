package io.quictransport.testing.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Lists the steps of a history; the same seed makes the same list.
 *
 * @param seed what it was made of
 * @param nodes how many nodes take part
 * @param tight whether all limits are at their smallest
 * @param steps what happens, one after the other
 */
record Script(long seed, int nodes, boolean tight, List<Step> steps) {

	private static final int STEPS = 150;

	private static final int LARGE = 64 * 1024 + 1;

	static Script of(long seed) {
		Random random = new Random(seed * 0x9E3779B97F4A7C15L);
		int nodes = 2 + random.nextInt(2);
		boolean tight = random.nextInt(3) == 0;
		List<Step> steps = new ArrayList<>();
		for (int i = 0; i < STEPS; i++) {
			int node = random.nextInt(nodes);
			int other = (node + 1 + random.nextInt(nodes - 1)) % nodes;
			steps.add(new Step(action(random), node, other, random.nextInt(3), size(random), millis(random)));
		}
		return new Script(seed, nodes, tight, List.copyOf(steps));
	}

	private static Action action(Random random) {
		int left = random.nextInt(Action.SUM);
		for (Action action : Action.values()) {
			left -= action.weight;
			if (left < 0) {
				return action;
			}
		}
		throw new IllegalStateException("the weights do not add up");
	}

	private static int size(Random random) {
		int draw = random.nextInt(20);
		return (draw == 0) ? LARGE : (draw < 4) ? 1_000 : Long.BYTES;
	}

	private static int millis(Random random) {
		int draw = random.nextInt(10);
		return (draw < 2) ? 1_500 : (draw < 8) ? 250 : random.nextInt(20) + 1;
	}

	/**
	 * Names something that can happen.
	 */
	enum Action {

		/** A one-way message. */
		SEND(400),

		/** Several one-way messages of one path. */
		BURST(60),

		/** A request. */
		REQUEST(200),

		/** A stream of a few items. */
		STREAM(20),

		/** A caller gives up. */
		CANCEL(30),

		/** Nothing, for a moment. */
		PAUSE(150),

		/** A handler is taken away, or comes back. */
		REGISTER(30),

		/** A node dials another one. */
		DIAL(20),

		/** A node disconnects another one. */
		DISCONNECT(8),

		/** Nothing passes between two nodes. */
		CUT(6),

		/** Some of what passes between two nodes is lost, and all of it comes late. */
		DISTURB(10),

		/** Everything passes again. */
		HEAL(20),

		/** Connections are replaced. */
		ROTATE(15),

		/** A node takes no more work. */
		DRAIN(3),

		/** A node stops. */
		STOP(5),

		/** A node starts, if it has stopped. */
		START(30),

		/**
		 * A node is started again while nothing passes to or from it, so that others
		 * cannot know what it has done of what they wait for.
		 */
		VANISH(5);

		private static final int SUM = sum();

		private final int weight;

		Action(int weight) {
			this.weight = weight;
		}

		private static int sum() {
			int sum = 0;
			for (Action action : values()) {
				sum += action.weight;
			}
			return sum;
		}

	}

	/**
	 * Says what happens, and to whom.
	 *
	 * @param action what happens
	 * @param node the node that does it
	 * @param other the other node
	 * @param choice which path, or which call
	 * @param size the length of a payload
	 * @param millis a timeout
	 */
	record Step(Action action, int node, int other, int choice, int size, int millis) {

		@Override
		public String toString() {
			return this.action + " " + World.id(this.node) + " " + World.id(this.other) + " " + this.choice + " "
					+ this.size + " " + this.millis;
		}

	}

}
