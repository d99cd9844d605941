/**
 * The Java of the documentation, so that it compiles, and the test that holds both
 * together.
 */
@NullMarked
package io.quictransport.spring.boot.docs;

import org.jspecify.annotations.NullMarked;
