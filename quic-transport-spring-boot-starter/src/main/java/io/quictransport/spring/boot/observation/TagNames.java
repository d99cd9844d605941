package io.quictransport.spring.boot.observation;

/**
 * Names the tags, for those that make them and for {@link NodeObservation}, which
 * documents them.
 */
final class TagNames {

	static final String OPERATION = "operation";

	static final String ROUTE = "route";

	static final String OUTCOME = "outcome";

	static final String PEER = "quic.peer";

	static final String PATH = "quic.path";

	private TagNames() {
	}

}
