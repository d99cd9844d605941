package io.quictransport.spring.boot.observation;

import io.micrometer.common.KeyValues;
import io.quictransport.spring.boot.observation.NodeObservation.HighCardinality;

/**
 * Provides the default names and tags of calls.
 */
final class DefaultNodeCallConvention implements NodeCallConvention {

	static final DefaultNodeCallConvention INSTANCE = new DefaultNodeCallConvention();

	@Override
	public String getName() {
		return "quic.transport.call";
	}

	@Override
	public String getContextualName(NodeCallContext context) {
		return context.observed().contextualName();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(NodeCallContext context) {
		return context.observed().tags(context.hasEnded(), context.getError());
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(NodeCallContext context) {
		return KeyValues.of(HighCardinality.PEER.withValue(context.target()),
				HighCardinality.PATH.withValue(context.getCall().path()));
	}

}
