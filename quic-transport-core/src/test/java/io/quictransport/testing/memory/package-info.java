/**
 * Provides a network in memory: nodes of one JVM that communicate through the whole API,
 * without sockets and certificates. Published for users' tests. Everything that happens
 * between nodes happens on the one event loop of their network.
 */
@NullMarked
package io.quictransport.testing.memory;

import org.jspecify.annotations.NullMarked;
