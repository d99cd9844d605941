/**
 * Injects faults of networks and machines: loss, delay, partitions, changed addresses,
 * killed and paused processes. The tests hold what docs/reliability.md says of each, with
 * nodes that keep the rules.
 */
@NullMarked
package io.quictransport.faults;

import org.jspecify.annotations.NullMarked;
