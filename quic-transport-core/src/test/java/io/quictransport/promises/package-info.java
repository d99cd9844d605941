/**
 * What a node promises its callers and its operators, each promise tried with an input
 * that has broken it before.
 */
@NullMarked
package io.quictransport.promises;

import org.jspecify.annotations.NullMarked;
