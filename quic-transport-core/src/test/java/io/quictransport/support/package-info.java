/**
 * Makes the nodes that tests talk to and watches them from outside: their listeners'
 * events, their log lines, and what the JVM holds on their account. No class here knows
 * what a test is about; any test may use them.
 */
@NullMarked
package io.quictransport.support;

import org.jspecify.annotations.NullMarked;
