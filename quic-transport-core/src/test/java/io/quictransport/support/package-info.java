/**
 * Makes the nodes that tests use and observes them from outside: the events of their
 * listeners, their log lines, and the resources that the JVM holds for them. No class
 * here knows the subject of a test; any test may use them.
 */
@NullMarked
package io.quictransport.support;

import org.jspecify.annotations.NullMarked;
