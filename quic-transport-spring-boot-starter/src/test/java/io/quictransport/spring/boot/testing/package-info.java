/**
 * Provides what tests of Spring applications need: the bound port, a transport without a
 * network, and certificates. Published under the classifier {@code test-fixtures}; used
 * on the thread that runs the tests.
 */
@NullMarked
package io.quictransport.spring.boot.testing;

import org.jspecify.annotations.NullMarked;
