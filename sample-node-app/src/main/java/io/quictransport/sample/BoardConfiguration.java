package io.quictransport.sample;

import io.quictransport.spring.boot.messaging.ImportNodeClients;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Defines the parts of the board that know neither HTTP nor the transport, and the client
 * that calls other nodes.
 */
@Configuration(proxyBeanMethods = false)
@ImportNodeClients(service = "board", types = BoardApi.class)
class BoardConfiguration {

	@Bean
	Board board() {
		return new Board();
	}

	@Bean
	VersionClock versionClock() {
		return new VersionClock(System::currentTimeMillis);
	}

}
