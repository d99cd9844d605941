/**
 * Measures applications on the Spring starter: an annotated handler at one end, the
 * template at the other. Called by the driver; completions come on the transport's event
 * loop.
 */
@NullMarked
package io.quictransport.benchmarks.spring;

import org.jspecify.annotations.NullMarked;
