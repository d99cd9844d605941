/**
 * Runs nodes in their own processes, so that a test can kill, pause or measure one. A
 * parent sends its children commands over their standard input. The tests are those that
 * need a second process and no fault.
 */
@NullMarked
package io.quictransport.process;

import org.jspecify.annotations.NullMarked;
