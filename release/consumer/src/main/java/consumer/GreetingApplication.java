package consumer;

import io.quictransport.PeerId;
import io.quictransport.spring.boot.messaging.NodeController;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Greets other nodes.
 */
@SpringBootApplication
public class GreetingApplication {

	@NodeController
	static class Greetings {

		@MessageMapping("greeting")
		String greet(String name, PeerId sender) {
			return "Hello " + name + ", " + sender + " told me of you";
		}

	}

}
