package io.quictransport.spring.boot.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

/**
 * Provides the default names and tags of the handling of messages.
 */
final class DefaultNodeHandlingConvention implements NodeHandlingConvention {

	static final DefaultNodeHandlingConvention INSTANCE = new DefaultNodeHandlingConvention();

	@Override
	public String getName() {
		return "quic.transport.handling";
	}

	@Override
	public String getContextualName(NodeHandlingContext context) {
		return context.observed().contextualName();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(NodeHandlingContext context) {
		return context.observed().tags(context.hasEnded(), context.getError());
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(NodeHandlingContext context) {
		return KeyValues.of(KeyValue.of(TagNames.PEER, context.getPeer().value()),
				KeyValue.of(TagNames.PATH, context.getPath()));
	}

}
