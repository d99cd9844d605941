/**
 * Provides what tests of nodes need: certificates of a throw-away CA, and a UDP relay
 * that treats packets badly on purpose. For tests only, in this module and, through the
 * {@code test-fixtures} jar, in others; any thread may call it.
 */
@NullMarked
package io.quictransport.testing;

import org.jspecify.annotations.NullMarked;
