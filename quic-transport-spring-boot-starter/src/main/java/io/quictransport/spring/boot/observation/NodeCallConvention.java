package io.quictransport.spring.boot.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and tags the observations of calls. A bean of this type replaces the default.
 */
public interface NodeCallConvention extends ObservationConvention<NodeCallContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof NodeCallContext;
	}

}
