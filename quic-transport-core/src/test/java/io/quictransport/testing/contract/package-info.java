/**
 * Specifies what every {@code NetworkTransport} promises, as tests: a test class
 * implements {@code NetworkTransportContract}, states how its nodes are made, and
 * inherits them all. Published for users' own transports; the tests also need JUnit,
 * AssertJ and Awaitility.
 */
@NullMarked
package io.quictransport.testing.contract;

import org.jspecify.annotations.NullMarked;
