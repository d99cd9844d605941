/**
 * Tests of the sample. {@link io.quictransport.sample.FakeNetwork} stands for the
 * transport where only the board is tested; one thread runs all of it.
 */
@NullMarked
package io.quictransport.sample;

import org.jspecify.annotations.NullMarked;
