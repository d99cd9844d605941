package io.quictransport.spring.boot.observation;

import io.micrometer.common.KeyValues;
import io.quictransport.spring.boot.observation.NodeObservation.HighCardinality;
import io.quictransport.spring.boot.observation.NodeObservation.LowCardinality;

/**
 * The default names and tags of the handling of messages.
 */
final class DefaultNodeHandlingConvention implements NodeHandlingConvention {

	static final DefaultNodeHandlingConvention INSTANCE = new DefaultNodeHandlingConvention();

	@Override
	public String getName() {
		return "quic.transport.handling";
	}

	@Override
	public String getContextualName(NodeHandlingContext context) {
		return context.getOperation() + " " + context.getRoute();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(NodeHandlingContext context) {
		return KeyValues.of(LowCardinality.OPERATION.withValue(context.getOperation().toString()),
				LowCardinality.ROUTE.withValue(context.getRoute()),
				LowCardinality.OUTCOME.withValue(Outcomes.of(context.getError())));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(NodeHandlingContext context) {
		return KeyValues.of(HighCardinality.PEER.withValue(context.getPeer().value()),
				HighCardinality.PATH.withValue(context.getPath()));
	}

}
