/**
 * The service "stock", of which there are several nodes.
 */
@NullMarked
package io.quictransport.sample.stock;

import org.jspecify.annotations.NullMarked;
