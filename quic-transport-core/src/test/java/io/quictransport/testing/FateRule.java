package io.quictransport.testing;

import java.util.SplittableRandom;

/**
 * Decides one aspect of the fate of a packet. The rules of a direction are applied one
 * after another, each to the result of the one before.
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
