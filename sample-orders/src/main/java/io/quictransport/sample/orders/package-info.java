/**
 * The service "orders": a web interface, and calls to the stock nodes.
 */
@NullMarked
package io.quictransport.sample.orders;

import org.jspecify.annotations.NullMarked;
