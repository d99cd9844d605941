package io.quictransport.sample.orders;

import io.quictransport.sample.api.OutOfStockException;
import io.quictransport.sample.api.StockApi;
import io.quictransport.spring.boot.messaging.ErrorMapping;
import io.quictransport.spring.boot.messaging.ImportNodeClients;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;

/**
 * Starts the orders node.
 */
@SpringBootApplication(proxyBeanMethods = false)
@ImportNodeClients(service = "stock", types = StockApi.class)
public class OrdersApplication {

	/**
	 * Starts the node.
	 * @param args the command line
	 */
	public static void main(String[] args) {
		new SpringApplicationBuilder(OrdersApplication.class).properties("spring.config.name=orders").run(args);
	}

	/** Has calls throw again what the stock node has thrown. */
	@Bean
	ErrorMapping<?, ?> outOfStock() {
		return ErrorMapping.of(OutOfStockException.class);
	}

}
