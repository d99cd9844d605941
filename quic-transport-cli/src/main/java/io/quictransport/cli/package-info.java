/**
 * Calls nodes from a shell: the program {@code quic-call}, as
 * {@code docs/command-line.md} describes it.
 */
@NullMarked
package io.quictransport.cli;

import org.jspecify.annotations.NullMarked;
