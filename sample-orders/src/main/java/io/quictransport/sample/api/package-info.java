/**
 * Shared by both services: the interface that orders calls and stock serves, and what
 * they exchange.
 */
@NullMarked
package io.quictransport.sample.api;

import org.jspecify.annotations.NullMarked;
