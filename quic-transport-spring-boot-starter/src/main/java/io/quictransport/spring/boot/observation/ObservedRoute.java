package io.quictransport.spring.boot.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.quictransport.spring.boot.NodeOperation;
import org.jspecify.annotations.Nullable;

/**
 * Holds the common parts of all observations of one operation on one route, which are
 * made once. An observation reads its tags when it starts and when it ends, and nearly
 * all end successfully.
 *
 * @param operation what is called or handled
 * @param route what meters count by: the path or pattern as the application wrote it, or
 * {@link FewRoutes#OTHER}
 * @param contextualName what a span is called
 * @param underWay the tags of one that has not ended, without an outcome
 * @param successful the tags of one that ends well
 */
record ObservedRoute(NodeOperation operation, String route, String contextualName, KeyValues underWay,
		KeyValues successful) {

	static ObservedRoute of(NodeOperation operation, String route) {
		KeyValues underWay = KeyValues.of(KeyValue.of(TagNames.OPERATION, operation.toString()),
				KeyValue.of(TagNames.ROUTE, route));
		return new ObservedRoute(operation, route, operation + " " + route, underWay,
				underWay.and(KeyValue.of(TagNames.OUTCOME, Outcomes.of(null))));
	}

	KeyValues tags(boolean ended, @Nullable Throwable error) {
		if (!ended) {
			return this.underWay;
		}
		return (error == null) ? this.successful : this.underWay.and(KeyValue.of(TagNames.OUTCOME, Outcomes.of(error)));
	}

}
