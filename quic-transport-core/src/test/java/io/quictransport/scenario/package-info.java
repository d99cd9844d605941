/**
 * Tests the transport as an application sees it: real nodes on loopback, the public API,
 * and nothing that goes wrong by intent. Here are the scenarios that span several
 * features, the contract that every transport fulfils, and another QUIC implementation as
 * a peer; the packages below this one hold the tests of one feature each.
 */
@NullMarked
package io.quictransport.scenario;

import org.jspecify.annotations.NullMarked;
