/**
 * Tests the start, drain and stop of a node, the port that it binds, and what can be set
 * or recorded while it runs.
 */
@NullMarked
package io.quictransport.scenario.lifecycle;

import org.jspecify.annotations.NullMarked;
