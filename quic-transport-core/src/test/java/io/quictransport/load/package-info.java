/**
 * Generates messages and keeps account of them: which were sent, answered, acknowledged,
 * handled, and in which order. A test runs a load while something goes wrong, and then
 * asks it what was lost or came twice.
 */
@NullMarked
package io.quictransport.load;

import org.jspecify.annotations.NullMarked;
