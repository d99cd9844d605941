/**
 * Text that others have chosen, and the log that shows it. Nothing here knows the rest of
 * the library, which is why all of it may use this.
 */
@NullMarked
package io.quictransport.internal.text;

import org.jspecify.annotations.NullMarked;
