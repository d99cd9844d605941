/**
 * Observation of calls and of their handling, with the trace context carried in the
 * headers of messages. Active only where Micrometer's observation is on the class path
 * and the application has a registry that does something; else nothing is wrapped.
 * Observations start and stop on the threads of callers and handlers.
 *
 * @since 0.1.0
 */
@NullMarked
package io.quictransport.spring.boot.observation;

import org.jspecify.annotations.NullMarked;
