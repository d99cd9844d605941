package io.quictransport.benchmarks.rsocket;

import java.nio.ByteBuffer;
import java.util.concurrent.ScheduledExecutorService;

import io.quictransport.benchmarks.subject.AckBatch;
import io.rsocket.Payload;
import io.rsocket.RSocket;
import io.rsocket.util.DefaultPayload;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Answers requests with their payload, and acknowledges one-way messages.
 */
final class Responder implements RSocket {

	private final AckBatch acks;

	private final boolean executor;

	Responder(RSocket client, ScheduledExecutorService timer, boolean executor) {
		this.acks = new AckBatch(timer,
				(arrived) -> client
					.fireAndForget(DefaultPayload.create(ByteBuffer.allocate(Integer.BYTES).putInt(0, arrived)))
					.subscribe());
		this.executor = executor;
	}

	@Override
	public Mono<Payload> requestResponse(Payload payload) {
		Mono<Payload> answer = Mono.just(payload);
		return this.executor ? answer.subscribeOn(Schedulers.boundedElastic()) : answer;
	}

	@Override
	public Mono<Void> fireAndForget(Payload payload) {
		payload.release();
		if (this.executor) {
			return Mono.<Void>fromRunnable(this.acks::received).subscribeOn(Schedulers.boundedElastic());
		}
		this.acks.received();
		return Mono.empty();
	}

}
