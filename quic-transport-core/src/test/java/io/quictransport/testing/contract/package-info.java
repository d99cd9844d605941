/**
 * What every {@code NetworkTransport} promises, as tests: a test class implements
 * {@code NetworkTransportContract}, says how its nodes are made, and inherits them all.
 * Published for users' own transports; they need JUnit, AssertJ and Awaitility beside it.
 */
@NullMarked
package io.quictransport.testing.contract;

import org.jspecify.annotations.NullMarked;
