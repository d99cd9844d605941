package io.quictransport.testing;

import java.util.SplittableRandom;

/**
 * One rule of how packets are treated. The rules of a direction are asked one after
 * another, each with what the one before has decided.
 */
@FunctionalInterface
interface FateRule {

	/**
	 * Decides on one packet.
	 * @param fate what was decided so far
	 * @param random chance of this packet alone, so that no rule disturbs the draws of
	 * another packet
	 * @return what is decided now
	 */
	Fate decide(Fate fate, SplittableRandom random);

}
