/**
 * Runs nodes in processes of their own, so that a test can kill, pause or measure one. A
 * parent gives its children commands over their standard input. The tests are those that
 * need a second process and no fault.
 */
@NullMarked
package io.quictransport.process;

import org.jspecify.annotations.NullMarked;
