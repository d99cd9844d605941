package io.quictransport.benchmarks;

import java.util.List;

import io.quictransport.benchmarks.ours.TransportSubject;
import io.quictransport.benchmarks.raw.RawSubject;
import io.quictransport.benchmarks.subject.Subject;

/**
 * The subjects there are.
 */
final class Subjects {

	/** The transport itself, as an application uses it. */
	static final Subject OURS = new TransportSubject();

	/** What the transport is compared with. */
	static final List<Subject> PEERS = List.of(new RawSubject());

	private Subjects() {
	}

	static Subject named(String name) {
		return OURS.name().equals(name) ? OURS : peerNamed(name);
	}

	static Subject peerNamed(String name) {
		return PEERS.stream()
			.filter((subject) -> subject.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(
					"there is no peer " + name + ", only " + PEERS.stream().map(Subject::name).toList()));
	}

}
