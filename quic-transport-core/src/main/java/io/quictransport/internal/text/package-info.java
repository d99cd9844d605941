/**
 * Makes text from other parties safe to show, and writes it to the log. Nothing here
 * depends on the rest of the library, so all of it may use this package.
 */
@NullMarked
package io.quictransport.internal.text;

import org.jspecify.annotations.NullMarked;
