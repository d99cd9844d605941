package io.quictransport.benchmarks.spring;

import io.quictransport.spring.boot.messaging.NodeController;

import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Answers requests with their payload and takes one-way messages.
 */
@NodeController
class EchoController {

	static final String ECHO = "bench.echo";

	static final String TAKE = "bench.take";

	@MessageMapping(ECHO)
	byte[] echo(byte[] payload) {
		return payload;
	}

	@MessageMapping(TAKE)
	void take(byte[] payload) {
	}

}
