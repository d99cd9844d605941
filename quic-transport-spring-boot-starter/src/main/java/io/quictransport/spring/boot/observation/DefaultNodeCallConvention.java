package io.quictransport.spring.boot.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

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
		return KeyValues.of(KeyValue.of(TagNames.PEER, context.target()),
				KeyValue.of(TagNames.PATH, context.getCall().path()));
	}

}
