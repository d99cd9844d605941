package io.quictransport.sample;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The parts of the board that know neither the web nor the transport.
 */
@Configuration(proxyBeanMethods = false)
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
