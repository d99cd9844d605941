package io.quictransport.spring.boot.docs;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.quictransport.spring.boot.observation.NodeHandlingContext;
import io.quictransport.spring.boot.observation.NodeHandlingConvention;

final class ObservabilitySnippets {

	private ObservabilitySnippets() {
	}

	static class HandlingByTenant implements NodeHandlingConvention {

		@Override
		public String getName() {
			return "quic.transport.handling";
		}

		@Override
		public KeyValues getLowCardinalityKeyValues(NodeHandlingContext context) {
			return KeyValues.of(KeyValue.of("route", context.getRoute()),
					KeyValue.of("operation", context.getOperation().toString()));
		}

	}

}
