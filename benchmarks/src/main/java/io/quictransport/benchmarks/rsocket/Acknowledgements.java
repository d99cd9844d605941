package io.quictransport.benchmarks.rsocket;

import io.quictransport.benchmarks.subject.Unacknowledged;
import io.rsocket.Payload;
import io.rsocket.RSocket;
import reactor.core.publisher.Mono;

/**
 * Defines what the server requests of the client: to receive its acknowledgements.
 *
 * @param waiting the one-way messages that are under way
 */
record Acknowledgements(Unacknowledged waiting) implements RSocket {

	Acknowledgements() {
		this(new Unacknowledged());
	}

	@Override
	public Mono<Void> fireAndForget(Payload payload) {
		int arrived = payload.sliceData().readInt();
		payload.release();
		this.waiting.acknowledged(arrived);
		return Mono.empty();
	}

}
