/**
 * Tests who may connect: certificates of either end, their rotation while messages are
 * under way, and that no secret reaches a log.
 */
@NullMarked
package io.quictransport.scenario.identity;

import org.jspecify.annotations.NullMarked;
