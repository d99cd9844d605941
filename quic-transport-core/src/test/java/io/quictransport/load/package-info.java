/**
 * Generates messages and keeps account of them: which were sent, answered, acknowledged
 * and handled, and in which order. A test runs a load while a fault occurs, and then
 * checks whether messages were lost or handled twice.
 */
@NullMarked
package io.quictransport.load;

import org.jspecify.annotations.NullMarked;
