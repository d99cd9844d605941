package io.quictransport.spring.boot.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and tags the observations of the handling of messages. A bean of this type
 * replaces the default.
 */
public interface NodeHandlingConvention extends ObservationConvention<NodeHandlingContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof NodeHandlingContext;
	}

}
