/**
 * Runs the fuzz targets of the core, which stand beside what they try: over their corpus
 * in the default test run, and under a coverage-guided fuzzer with {@code -Pfuzz}.
 */
@NullMarked
package io.quictransport.fuzz;

import org.jspecify.annotations.NullMarked;
