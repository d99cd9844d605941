/**
 * Observes calls and their handling, with the trace context in the headers of messages.
 * Active only if Micrometer's observation is on the class path and the application has a
 * registry that is not a no-op; otherwise nothing is wrapped. Observations start and stop
 * on the threads of callers and handlers.
 *
 * @since 0.1.0
 */
@NullMarked
package io.quictransport.spring.boot.observation;

import org.jspecify.annotations.NullMarked;
