package io.quictransport.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * Starts one node of the shared board.
 */
@SpringBootApplication
@EnableScheduling
@EnableConfigurationProperties(BoardProperties.class)
public class SampleNodeApplication {

	/**
	 * Starts the node.
	 * @param args the command line
	 */
	public static void main(String[] args) {
		SpringApplication.run(SampleNodeApplication.class, args);
	}

}
