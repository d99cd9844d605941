/**
 * What an operator sees of a node: log lines, counters, lists.
 */
@NullMarked
package io.quictransport.scenario.operating;

import org.jspecify.annotations.NullMarked;
