/**
 * Tests how two nodes come to have one connection and keep it: dialling, simultaneous
 * dials, connection limits, changed addresses, restarted peers, and what a node tells
 * about its peers.
 */
@NullMarked
package io.quictransport.scenario.peer;

import org.jspecify.annotations.NullMarked;
