/**
 * Breaks the rules on purpose. Raw QUIC peers send what no node of this library sends,
 * and unauthenticated senders flood a port; the tests hold that a node survives, that
 * other peers are served meanwhile, and that nothing is amplified. What a peer may do
 * wrong on one connection is in the {@code Hostile*} tests.
 */
@NullMarked
package io.quictransport.attack;

import org.jspecify.annotations.NullMarked;
