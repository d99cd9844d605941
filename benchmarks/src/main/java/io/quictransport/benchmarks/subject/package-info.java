/**
 * Defines what every subject of a comparison implements, and the identities that subjects
 * show each other. Implemented by the packages beside this one, called by the driver.
 */
@NullMarked
package io.quictransport.benchmarks.subject;

import org.jspecify.annotations.NullMarked;
