/**
 * Measures the transport, used as an application uses it. Called by the driver;
 * completions come on the transport's event loop.
 */
@NullMarked
package io.quictransport.benchmarks.ours;

import org.jspecify.annotations.NullMarked;
