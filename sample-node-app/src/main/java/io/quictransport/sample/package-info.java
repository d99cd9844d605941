/**
 * The sample: a key-value board that several nodes share. Requests of the web arrive on
 * the web server's threads, those of other nodes on the transport's handler threads or,
 * where a handler only computes, on its event loop; what both touch is concurrent or
 * immutable, and nothing here waits for another node while holding a thread.
 */
@NullMarked
package io.quictransport.sample;

import org.jspecify.annotations.NullMarked;
