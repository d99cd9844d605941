package io.quictransport.spring.boot.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * Documents the observations of this library.
 */
public enum NodeObservation implements ObservationDocumentation {

	/** A call of the template, whichever peer answers it. */
	CALL(DefaultNodeCallConvention.class),

	/**
	 * What a handler does with a message or stream, the mapping of exceptions included.
	 */
	HANDLING(DefaultNodeHandlingConvention.class);

	private final Class<? extends ObservationConvention<? extends Observation.Context>> convention;

	NodeObservation(Class<? extends ObservationConvention<? extends Observation.Context>> convention) {
		this.convention = convention;
	}

	@Override
	public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
		return this.convention;
	}

	@Override
	public KeyName[] getLowCardinalityKeyNames() {
		return LowCardinality.values();
	}

	@Override
	public KeyName[] getHighCardinalityKeyNames() {
		return HighCardinality.values();
	}

	/**
	 * Documents the tags of meters, which have few values each.
	 */
	public enum LowCardinality implements KeyName {

		/** Request, message or stream. */
		OPERATION(TagNames.OPERATION),

		/**
		 * The path or pattern as the application wrote it, never with the values of its
		 * variables. Of calls at most a hundred are told apart, the rest is "other".
		 */
		ROUTE(TagNames.ROUTE),

		/**
		 * SUCCESS, or the error code that the call or handler ended with. What has not
		 * ended, as long task timers count it, has no outcome.
		 */
		OUTCOME(TagNames.OUTCOME);

		private final String key;

		LowCardinality(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/**
	 * Documents the additional tags of spans.
	 */
	public enum HighCardinality implements KeyName {

		/** The id of the peer at the other end; the service for a call to one. */
		PEER(TagNames.PEER),

		/** The path, with the values of its variables. */
		PATH(TagNames.PATH);

		private final String key;

		HighCardinality(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

}
