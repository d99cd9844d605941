/**
 * Tests of the sample. Nodes talk to each other in memory where only the board is tested,
 * over the real transport where all of it is.
 */
@NullMarked
package io.quictransport.sample;

import org.jspecify.annotations.NullMarked;
