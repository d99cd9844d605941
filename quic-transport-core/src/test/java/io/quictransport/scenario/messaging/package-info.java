/**
 * Tests what is sent between two connected nodes: requests, one-way messages and streams;
 * their order, deadlines, limits, cancellation and back-pressure, and that each is
 * handled at most once.
 */
@NullMarked
package io.quictransport.scenario.messaging;

import org.jspecify.annotations.NullMarked;
