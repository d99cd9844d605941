/**
 * Tests of the sample: four nodes, over the real transport.
 */
@NullMarked
package io.quictransport.sample;

import org.jspecify.annotations.NullMarked;
