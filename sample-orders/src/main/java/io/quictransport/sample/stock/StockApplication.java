package io.quictransport.sample.stock;

import java.util.Map;

import io.quictransport.spring.boot.security.RouteRules;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Starts a stock node.
 */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(StockApplication.StockProperties.class)
public class StockApplication {

	/**
	 * Starts the node.
	 * @param args the command line
	 */
	public static void main(String[] args) {
		new SpringApplicationBuilder(StockApplication.class).properties("spring.config.name=stock").run(args);
	}

	/** Who is calling is what the peer's certificate states. */
	@Bean
	RouteRules routeRules() {
		return new RouteRules().withPeers("stock.reserve", "orders").withPermitted("**");
	}

	/**
	 * The properties under {@code stock}.
	 *
	 * @param items what there is at the start, by item
	 */
	@ConfigurationProperties("stock")
	record StockProperties(Map<String, Integer> items) {
	}

}
